// Focus management: where it goes after a change of screens.

/** In the order in which a person would look: a field that asks for it, the list, the heading. */
const PLACES = [
  '[role="list"] [tabindex="0"]',
  'form input:not([type="hidden"], [hidden]), form textarea, form select',
  '.page button:not(:disabled)',
  'button:not(:disabled)',
];

/** The time a screen may take to appear. */
const WAIT_MS = 2000;

/** Puts the focus into the place that was just gone to, once it is there. */
export function enter(main: HTMLElement): void {
  const find = () => {
    for (const place of PLACES) {
      const found = main.querySelector<HTMLElement>(place);
      if (found) return found;
    }
    return undefined;
  };
  const until = performance.now() + WAIT_MS;
  const look = () => {
    if (main.contains(document.activeElement)) return;
    const found = find();
    if (found) found.focus();
    else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/**
 * Where the element with the focus was taken away, the heading of what came in its place gets it,
 * or else the list: it never drops to the page. Answers how to stop.
 */
export function keepFocus(main: HTMLElement): () => void {
  let last: Element | null = null;
  const note = () => (last = document.activeElement);
  const look = () => {
    if (document.activeElement !== document.body || last === null || last.isConnected) return;
    last = null;
    // The new screen may take the focus itself.
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body || document.querySelector('dialog[open]'))
        return;
      const heading = main.querySelector<HTMLElement>('.page h1, h1');
      const place = heading ?? main.querySelector<HTMLElement>('[role="list"] [tabindex="0"]');
      if (!place) return;
      if (place === heading) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    });
  };
  const watching = new MutationObserver(look);
  watching.observe(main, { childList: true, subtree: true });
  document.addEventListener('focusin', note);
  return () => {
    watching.disconnect();
    document.removeEventListener('focusin', note);
  };
}
