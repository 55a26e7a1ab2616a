// Colours for lines of JSON, brought in when first needed. A line stands by itself: a formatted
// document has every string on one line.

export interface Piece {
  text: string;
  kind: 'key' | 'string' | 'number-value' | 'word' | 'plain';
}

export type Colours = (line: string) => Piece[];

let loaded: Promise<Colours> | undefined;

export function colour(): Promise<Colours> {
  loaded ??= import('./lezer').then(({ colourLine }) => colourLine);
  return loaded;
}
