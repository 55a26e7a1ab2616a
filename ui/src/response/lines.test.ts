import { expect, it } from 'vitest';
import { answering } from '../lib/ipc/mock/testing';
import { Lines } from './lines.svelte';

const TOTAL = 1_000_000;

function program() {
  return answering({
    body_lines: ({ from, count }) => ({
      total: TOTAL,
      from,
      lines: Array.from({ length: Number(count) }, (_, i) => `line ${Number(from) + i}`),
      note: null,
    }),
  });
}

it('asks for the lines in view, once', async () => {
  const asked = program();
  const lines = new Lines('exchange', 'raw', null);

  await lines.want(0, 50);
  await lines.want(500_010, 500_060);
  await lines.want(500_020, 500_070);

  expect(lines.total).toBe(TOTAL);
  expect(lines.at(500_033)).toBe('line 500033');
  expect(lines.at(300)).toBeUndefined();
  expect(asked.map(({ args }) => args.from)).toEqual([0, 500_000]);
});

it('shows what came with the answer without asking', async () => {
  const asked = program();
  const lines = new Lines('exchange', 'pretty', {
    total: 3,
    from: 0,
    lines: ['{', '}', ''],
    note: null,
  });

  await lines.want(0, 40);

  expect(lines.at(1)).toBe('}');
  expect(asked).toEqual([]);
});

it('lets go of what was seen long ago', async () => {
  program();
  const lines = new Lines('exchange', 'raw', null);
  for (let from = 0; from < 20_000; from += 200) await lines.want(from, from + 50);

  expect(lines.at(0)).toBeUndefined();
  expect(lines.at(19_801)).toBe('line 19801');
});
