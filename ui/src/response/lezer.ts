// The JSON parser, used on single lines: it recovers from what a line leaves open.

import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/json';
import type { Piece } from './colour';

/** Longer lines are shown without colours. */
const LONGEST = 2000;

const highlighter = tagHighlighter([
  { tag: tags.propertyName, class: 'key' },
  { tag: tags.string, class: 'string' },
  { tag: tags.number, class: 'number-value' },
  { tag: [tags.bool, tags.null], class: 'word' },
]);

export function colourLine(line: string): Piece[] {
  if (line.length > LONGEST) return [{ text: line, kind: 'plain' }];
  // A member by itself is no document; within braces it is one.
  const member = /^\s*"(?:[^"\\]|\\.)*"\s*:/.test(line);
  const text = member ? `{${line}` : line;
  const shift = member ? 1 : 0;
  const pieces: Piece[] = [];
  let at = 0;
  highlightTree(parser.parse(text), highlighter, (from, to, kind) => {
    const start = Math.max(0, from - shift);
    if (start > at) pieces.push({ text: line.slice(at, start), kind: 'plain' });
    pieces.push({ text: line.slice(start, to - shift), kind: kind as Piece['kind'] });
    at = to - shift;
  });
  if (at < line.length) pieces.push({ text: line.slice(at), kind: 'plain' });
  return pieces;
}
