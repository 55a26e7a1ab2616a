import { expect, it } from 'vitest';
import { answering } from './ipc/mock/testing';
import { zoom } from './zoom.svelte';

const press = (key: string) => zoom.key(new KeyboardEvent('keydown', { key }));

it('goes in steps from 80 to 200 percent, and back to 100', () => {
  const asked = answering({ zoom: () => null });
  for (const key of ['+', '=', '+', '+', '+', '+']) press(key);
  press('-');
  press('0');
  for (const key of ['-', '-', '-']) press(key);
  expect(press('k')).toBe(false);
  expect(asked.map(({ args }) => args.percent)).toEqual([
    110, 125, 150, 175, 200, 175, 100, 90, 80,
  ]);
});
