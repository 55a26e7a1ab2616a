// Tokens: seen, copied, asked about, renewed.

import type { PasteTokenForm } from '../bindings';
import { find, text, type Answer } from './finding';
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
    return { whole: true, message: 'The server has revoked it.' };
  },
  verify_token: (world, { id }) =>
    find(world.tokens, id).stored_client_id === null
      ? { access: null, id: null }
      : {
          access: {
            verified: true,
            about: 'Signed by the server (RS256).',
            alg: 'RS256',
            kid: '1',
            reason: null,
          },
          id: {
            verified: false,
            about: 'The server publishes no URL for its keys (jwks_uri).',
            alg: null,
            kid: null,
            reason: 'The server publishes no URL for its keys (jwks_uri).',
          },
        },
  introspect_token: () => ({
    active: true,
    members: [{ name: 'client_id', value: '"photos-app"', meaning: null }],
    notes: [],
  }),
  check_token: () => ({
    verdict: { type: 'works', account: 'alice@example.org' },
    url: 'https://api.photos.example.org/api/v1/me',
    status: 200,
    exchange_id: null,
    learned: [],
  }),
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
