// What all answers of the mock are made with.

import { fixtures } from './fixtures';
import type { World } from './world';

export type Args = Record<string, unknown>;
export type Answer = (world: World, args: Args) => unknown;

export const text = (value: unknown) => String(value);

export const find = <T extends { id: string }>(all: T[], id: unknown): T => {
  const one = all.find((each) => each.id === id);
  if (!one) throw fixtures.given.gone;
  return one;
};
