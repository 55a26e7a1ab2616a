// The ids of what the mock makes.

let next = 1;

export const id = (kind: string) => `${kind}-${next++}`;

/** How many there are. */
export const made = () => next;
