import { expect, it } from 'vitest';
import { colourLine } from './colour';

const kinds = (line: string) =>
  colourLine(line)
    .filter((piece) => piece.kind !== 'plain')
    .map((piece) => `${piece.kind} ${piece.text}`);

it('colours a line of a document by itself', () => {
  expect(kinds('  "id": 7,')).toEqual(['key "id"', 'number-value 7']);
  expect(kinds('    "alice",')).toEqual(['string "alice"']);
  expect(kinds('  "on": true, "off": null }')).toEqual([
    'key "on"',
    'word true',
    'key "off"',
    'word null',
  ]);
});

it('takes no digits out of a word, and a string that goes on for one', () => {
  expect(kinds('  "at": "2026-01-01T10:00:00Z", v10 nullable')).toEqual([
    'key "at"',
    'string "2026-01-01T10:00:00Z"',
  ]);
  expect(kinds('  -1.5e+3, "cut off…')).toEqual(['number-value -1.5e+3', 'string "cut off…']);
});

it.each(['  "a \\" : b": "c",', '}],', '', '{ "open": {', 'no json at all'])(
  'keeps every letter of %j',
  (line) => {
    expect(
      colourLine(line)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(line);
  },
);
