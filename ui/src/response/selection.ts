// What a person has selected of a body of which only some lines are on the page. The web view selects
// what is there; a line that leaves the page takes its end of the selection along. So both ends are
// remembered as places in the body, and what is on the page is selected again after each change.

import type { SpotForm } from '../lib/ipc';

export class BodySelection {
  #anchor: SpotForm | null = null;
  #focus: SpotForm | null = null;
  #dragging = false;
  /** The change that we make ourselves is no news. */
  #ours = '';

  /** Both ends, where something is selected. */
  get ends(): [SpotForm, SpotForm] | null {
    const [one, other] = [this.#anchor, this.#focus];
    if (!one || !other || (one.line === other.line && one.column === other.column)) return null;
    return [one, other];
  }

  clear(): void {
    this.#dragging = false;
    this.#anchor = null;
    this.#focus = null;
  }

  /** A drag begins here, or goes on where a selection was. */
  begin(box: HTMLElement, at: Pointed, goesOn: boolean): void {
    const spot = spotAt(box, at);
    if (!spot) return;
    this.#dragging = true;
    if (!goesOn || !this.#anchor) this.#anchor = spot;
    this.#focus = spot;
  }

  /** It has come here. Lines that it began in may have left the page, so the web view cannot tell. */
  drag(box: HTMLElement, at: Pointed): void {
    if (this.#dragging) this.#focus = spotAt(box, at) ?? this.#focus;
  }

  /** It is over. What the web view selected by itself, a word by two clicks, counts as well. */
  end(box: HTMLElement): void {
    if (!this.#dragging) return;
    this.#dragging = false;
    if (!this.ends) this.heard(box, getSelection());
  }

  /** The web view selected something: by key, or because of us. */
  heard(box: HTMLElement, selection: Selection | null): void {
    if (this.#dragging) return;
    if (!selection || selection.rangeCount === 0 || this.#state(selection) === this.#ours) return;
    const focus = spotOf(box, selection.focusNode, selection.focusOffset);
    const anchor = spotOf(box, selection.anchorNode, selection.anchorOffset);
    if (!focus || !anchor) {
      // It is somewhere else now, or the mouse is beside the text.
      if (!box.contains(selection.anchorNode)) this.clear();
      return;
    }
    const moved = this.#anchor === null || selection.isCollapsed || this.#drawnAnchor === null;
    // Where our anchor has left the page, the one on the page only stands for it.
    if (moved || !same(anchor, this.#drawnAnchor)) this.#anchor = anchor;
    this.#drawnAnchor = anchor;
    this.#focus = focus;
  }

  /** The anchor as it is drawn. */
  #drawnAnchor: SpotForm | null = null;

  /** Selects what of it is on the page: lines from `first`, before `last`. */
  draw(box: HTMLElement, first: number, last: number): void {
    const [ends, selection] = [this.ends, getSelection()];
    if (!ends || !selection) return;
    const [anchor, focus] = ends.map((end) => within(end, first, last)) as [SpotForm, SpotForm];
    const [from, to] = [placeOf(box, anchor), placeOf(box, focus)];
    if (!from || !to) return;
    this.#drawnAnchor = spotOf(box, ...from);
    selection.setBaseAndExtent(...from, ...to);
    this.#ours = this.#state(selection);
  }

  #counts = new WeakMap<Node, number>();
  #count = 0;

  #state({ anchorNode, anchorOffset, focusNode, focusOffset }: Selection): string {
    const name = (node: Node | null) => {
      if (!node) return 0;
      if (!this.#counts.has(node)) this.#counts.set(node, ++this.#count);
      return this.#counts.get(node) ?? 0;
    };
    return [name(anchorNode), anchorOffset, name(focusNode), focusOffset].join(' ');
  }
}

/** The pointer position in the window. */
interface Pointed {
  clientX: number;
  clientY: number;
}

/** The place in the body that is nearest to the pointer. */
function spotAt(box: HTMLElement, { clientX, clientY }: Pointed): SpotForm | null {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  const x = Math.max(left + 1, Math.min(right - 2, clientX));
  const y = Math.max(top + 1, Math.min(bottom - 2, clientY));
  // WebKit has this one, and every Chromium.
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? spotOf(box, range.startContainer, range.startOffset) : null;
}

const same = (one: SpotForm, other: SpotForm | null) =>
  other !== null && one.line === other.line && one.column === other.column;

function within(spot: SpotForm, first: number, last: number): SpotForm {
  if (spot.line < first) return { line: first, column: 0 };
  if (spot.line >= last) return { line: last - 1, column: Number.MAX_SAFE_INTEGER };
  return spot;
}

const textOf = (line: Element) => line.querySelector<HTMLElement>('[data-text]');

/** The place in the body of a place on the page. */
function spotOf(box: HTMLElement, node: Node | null, offset: number): SpotForm | null {
  if (!node || !box.contains(node)) return null;
  const element = node instanceof Element ? node : node.parentElement;
  const line = element?.closest<HTMLElement>('[data-line]');
  if (!line) return null;
  const number = Number(line.dataset.line);
  const text = textOf(line);
  if (!text?.contains(node)) {
    // Beside the text: in front of it, or behind it.
    const behind = node === line && offset > 1;
    return { line: number, column: behind ? (text?.textContent.length ?? 0) : 0 };
  }
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(node, offset);
  return { line: number, column: before.toString().length };
}

/** The place on the page of a place in the body. */
function placeOf(box: HTMLElement, spot: SpotForm): [Node, number] | null {
  const line = box.querySelector(`[data-line="${spot.line}"]`);
  const text = line && textOf(line);
  if (!text) return null;
  let left = spot.column;
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  let end: [Node, number] = [text, 0];
  while (node) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) return [node, left];
    left -= length;
    end = [node, length];
    node = walker.nextNode();
  }
  return end;
}
