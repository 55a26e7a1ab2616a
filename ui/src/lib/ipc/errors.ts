// What the page does about an error: one table from code to remedy. Texts come from the program
// as they are; nothing here looks into them.

import type { CommandError, ErrorKind } from './bindings';

export type Problem = CommandError;

export type Remedy =
  | 'show'
  | 'fix_input'
  | 'reload'
  | 'open_vault'
  | 'paste_answer'
  | 'log_in'
  | 'ask_consent'
  | 'other_method'
  | 'review'
  | 'nothing';

const remedies: Record<ErrorKind, Remedy> = {
  failed: 'show',
  bad_input: 'fix_input',
  name_taken: 'fix_input',
  not_found: 'reload',
  vault_locked: 'open_vault',
  cannot_listen: 'paste_answer',
  login_needed: 'log_in',
  needs_consent: 'ask_consent',
  client_refused: 'other_method',
  changed: 'review',
  cancelled: 'nothing',
};

export function remedyFor(problem: Problem): Remedy {
  return remedies[problem.code] ?? 'show';
}

/** Converts anything thrown to a problem. */
export function problemFrom(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  return {
    code: 'failed',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    said: null,
    hint: 'This is an error in Tokenry itself. No data was lost. Try again.',
    causes: [],
  };
}

function isProblem(thrown: unknown): thrown is Problem {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'code' in thrown &&
    'message' in thrown &&
    typeof thrown.code === 'string' &&
    thrown.code in remedies
  );
}
