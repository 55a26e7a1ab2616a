// The words and shapes for a token's state.

import { millis, roughly } from '../lib/format';
import type { TokenState, TokenView } from '../lib/ipc';
import { stateAt } from './tokens.svelte';

type Tone = 'ok' | 'soon' | 'half' | 'off' | 'bad' | 'ring';

export const stateWords: Record<TokenState, { label: string; tone: Tone }> = {
  valid: { label: 'Valid', tone: 'ok' },
  expiring: { label: 'Expires soon', tone: 'soon' },
  refreshable: { label: 'Refreshes on use', tone: 'half' },
  expired: { label: 'Expired', tone: 'off' },
  refused: { label: 'Refused', tone: 'bad' },
  login_needed: { label: 'Login needed', tone: 'bad' },
  no_expiry: { label: 'No expiry', tone: 'ring' },
};

/** The end of a token's row: `43 min`, `expired`, `no expiry`. */
export function timeLeft(token: TokenView, now: number): string {
  const state = stateAt(token, now);
  if (state === 'login_needed') return 'login needed';
  if (state === 'refused') return 'refused';
  if (state === 'expired') return 'expired';
  if (state === 'refreshable') return 'refreshes';
  if (token.expires_at === null) return 'no expiry';
  return roughly(millis(token.expires_at) - now);
}
