// Sizes in the page follow the size of its text. What scripts compute in pixels has to as well.

/** Converts pixels of a design at 16-pixel text to pixels of this page. */
export function px(designed: number): number {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Number.isFinite(root) && root > 0 ? (designed * root) / 16 : designed;
}
