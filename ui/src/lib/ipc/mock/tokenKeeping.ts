// Tokens: seen, copied, asked about, renewed.

import type { PasteTokenForm } from '../bindings';
import { find, text, type Answer } from './finding';
import { fixtures } from './fixtures';
import * as make from './things';
import { instant } from '../../format';

export const tokenKeeping: Record<string, Answer> = {
  list_tokens: (world) => world.tokens,
  token_detail: (world, { id }) => make.detail(find(world.tokens, id)),
  rename_token: (world, { id, name }) => Object.assign(find(world.tokens, id), { name }),
  copy_token: () => null,
  copy_member: () => null,
  edit_token: (world, { id }) => find(world.tokens, id),
  reveal_extra: () => ({ text: 'S3CRET-of-the-subscription' }),
  reveal_token: (_, { part }) => ({
    text: `${text(part)}.eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.`.repeat(8),
  }),
  refresh_token: (world, { id }) => {
    const now = Date.now();
    return Object.assign(find(world.tokens, id), {
      expires_at: instant(now + 3_600_000),
      obtained_at: instant(now),
      state: 'valid',
    });
  },
  revoke_token: (world, { id }) => {
    const token = find(world.tokens, id);
    token.state = 'login_needed';
    token.trouble = 'You gave it back to the server.';
    return fixtures.tokens.revoked;
  },
  verify_token: (world, { id }) =>
    find(world.tokens, id).stored_client_id === null
      ? fixtures.tokens.not_verified
      : fixtures.tokens.verified,
  introspect_token: () => fixtures.tokens.introspected,
  check_token: () => ({ ...fixtures.tokens.works, exchange_id: null }),
  place_token: () => null,
  log_out: () => null,
  copy_transcript: () => null,
  save_transcript: () => '/home/alice/Downloads/tokenry transcript.txt',
  forget_token: (world, { id }) => {
    world.tokens = world.tokens.filter((token) => token.id !== id);
    return null;
  },
  token_removal: () => ({ clients: [], tokens: [], requests: ['me', 'upload'] }),
  paste_token: (world, { form }) => {
    const filled = form as PasteTokenForm;
    const made = make.token(
      filled.name || 'pasted',
      find(world.servers, filled.server_id),
      undefined,
      null,
      0,
    );
    world.tokens = [...world.tokens, made];
    return { token: made, remarks: [], not_renewed: null };
  },
};
