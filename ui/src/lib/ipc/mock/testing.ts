// For the tests of components: answers to the commands a test expects, and what was asked.

import { mockIPC } from '@tauri-apps/api/mocks';
import { emit } from '@tauri-apps/api/event';
import { answer } from './commands';
import { worldOf } from './world';

type Args = Record<string, unknown>;
type Answers = Record<string, (args: Args) => unknown>;

export interface Asked {
  command: string;
  args: Args;
}

/** Answers these commands; any other one fails. The list grows with every command asked. */
export function answering(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  mockIPC(
    (command, args) => {
      const given = (args ?? {}) as Args;
      asked.push({ command, args: given });
      const answer = answers[command];
      if (!answer) throw new Error(`nobody answers ${command}`);
      return answer(given);
    },
    { shouldMockEvents: true },
  );
  return asked;
}

/** A whole program with these things in it. */
export function playing(name: string): void {
  const world = worldOf(name);
  mockIPC((command, args) => answer(world, command, (args ?? {}) as Args), {
    shouldMockEvents: true,
  });
}

/** What the program would say by itself. */
export const say = (event: string, payload?: unknown): Promise<void> => emit(event, payload);

export function refusal(code: string, message = 'It did not work', said: string | null = null) {
  return { code, message, said, hint: 'Do something about it.', causes: [] };
}
