import { expect, it } from 'vitest';
import { colourLine } from './lezer';

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
