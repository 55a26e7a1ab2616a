// Colours for lines of JSON. A line stands by itself: a formatted document has every string on one
// line. A parser would make a tree of each, which costs more than drawing it.

export interface Piece {
  text: string;
  kind: 'key' | 'string' | 'number-value' | 'word' | 'plain';
}

/** Longer lines are shown without colours. */
const LONGEST = 2000;

/** A string, which is a key before a colon; a number; a word. */
const TOKEN =
  /("(?:[^"\\]|\\.)*(?:"|$))(?=(\s*:)?)|(-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|\b(?:true|false|null)\b/g;

export function colourLine(line: string): Piece[] {
  if (line.length > LONGEST) return [{ text: line, kind: 'plain' }];
  const pieces: Piece[] = [];
  let at = 0;
  for (const { 0: text, 1: string, 2: colon, 3: number, index } of line.matchAll(TOKEN)) {
    if (index > at) pieces.push({ text: line.slice(at, index), kind: 'plain' });
    at = index + text.length;
    if (string !== undefined) pieces.push({ text, kind: colon === undefined ? 'string' : 'key' });
    else pieces.push({ text, kind: number === undefined ? 'word' : 'number-value' });
  }
  if (at < line.length) pieces.push({ text: line.slice(at), kind: 'plain' });
  return pieces;
}
