// Saved requests, sending, and the history.

import { emit } from '@tauri-apps/api/event';
import type { BodyMode, DraftForm, GivenForm, SaveRequestForm, SendForm } from '../bindings';
import { linesOf, search } from './bodies';
import { find, text, type Answer } from './finding';
import { keeping } from './keeping';
import * as make from './things';
import { instant } from '../../format';

export const requesting: Record<string, Answer> = {
  workspace: (world) => ({ collections: world.collections, requests: world.requests }),
  open_request: (world, { id }) => ({
    ...make.draft(
      find(world.requests, id).method,
      `/api/v1/${find(world.requests, id).name.replaceAll(' ', '-')}`,
    ),
    token_id: world.tokens[0]?.id ?? null,
  }),
  save_request: (world, { form }) => {
    const { id, name, collection_id, draft } = form as SaveRequestForm;
    const saved = id ? find(world.requests, id) : make.request(name, draft.method, collection_id);
    Object.assign(saved, { name, collection_id, method: draft.method });
    if (!id) world.requests = [...world.requests, saved];
    return saved;
  },
  ...keeping,
  add_collection: (world, { name }) => {
    const added = { id: `c-${text(name)}`, name: text(name) };
    world.collections = [...world.collections, added];
    return added;
  },
  rename_collection: (world, { id, name }) =>
    Object.assign(find(world.collections, id), { name }) && null,
  remove_collection: (world, { id }) => {
    world.collections = world.collections.filter((one) => one.id !== id);
    return null;
  },
  collection_variables: () => [],
  set_collection_variables: () => null,
  preview_request: (world, { draft, given }) => {
    const { url, token_id, parameters } = draft as DraftForm;
    const told = (given as GivenForm).values.filter(({ value }) => value !== '');
    const missing = (url.match(/\{\{[^}]*\}\}/g) ?? []).filter(
      (name) => !told.some((one) => name === `{{${one.name}}}`),
    );
    const query = parameters.filter((one) => one.enabled).map((one) => `${one.name}=${one.value}`);
    return {
      url: query.length > 0 ? `${url}?${query.join('&')}` : url,
      token: world.tokens.find((token) => token.id === token_id) ?? null,
      carried_as: token_id ? 'Authorization: Bearer ••••' : null,
      added_headers: [],
      notes: [],
      foreign_origin: token_id && url.includes('evil') ? new URL(url).origin : null,
      problem: url.startsWith('http') ? null : 'The URL has to begin with http:// or https://',
      missing,
    };
  },
  pasted_request: (world, { text: typed }) => {
    const command = text(typed);
    const url = /https?:\/\/[^\s'"]+/.exec(command)?.[0];
    if (!url || !command.trimStart().startsWith('curl')) {
      throw {
        code: 'bad_input',
        message: 'This is neither a curl command nor a raw HTTP request.',
        said: null,
        hint: 'Choose Copy as cURL, and paste all of it.',
      };
    }
    const [address, query] = url.split('?');
    const known = command.includes('known') ? world.tokens[0] : undefined;
    return {
      draft: {
        ...make.draft('GET', ''),
        url: address,
        parameters: [...new URLSearchParams(query)].map(([name, value]) => ({
          name,
          value,
          enabled: true,
        })),
        token_id: known?.id ?? null,
      },
      token: known?.name ?? null,
      remarks: known
        ? []
        : [
            'The command contains a token that is not stored here. The request sends it unchanged, and Tokenry does not refresh it.',
            'Not used: --max-time 10. Tokenry handles this itself.',
          ],
    };
  },
  choose_file: () => ({
    path: '/home/alice/Pictures/Lisbon 2026/a photo.jpg',
    name: 'a photo.jpg',
    length: 2_411_724,
    trouble: null,
  }),
  look_at_file: (_, { path }) => {
    const there = text(path).includes('photo');
    return {
      path,
      name: text(path).split('/').at(-1),
      length: there ? 2_411_724 : null,
      trouble: there ? null : 'it is not there',
    };
  },
  send_request: async (world, { form }) => {
    const { draft, consent } = form as SendForm;
    if (draft.url.includes('evil') && !consent && draft.token_id) {
      throw {
        code: 'needs_consent',
        message: 'The token may not go there yet',
        said: null,
        hint: '',
      };
    }
    await new Promise((after) => setTimeout(after, draft.url.includes('slow') ? 60_000 : 80));
    const status = draft.url.includes('refused') ? 401 : 200;
    const done = {
      ...make.exchange(draft.method, new URL(draft.url).pathname, status, 84),
      draft,
      sent_at: instant(Date.now()),
    };
    world.exchanges = [done, ...world.exchanges];
    void emit('history-changed');
    return done;
  },
  cancel_send: () => null,
  cancel_work: () => null,
  copy_as_curl: () => null,
  history: (world, { beforeId }) => {
    const from = beforeId ? world.exchanges.findIndex((one) => one.id === beforeId) + 1 : 0;
    const page = world.exchanges.slice(from, from + 100);
    return {
      more: from + 100 < world.exchanges.length,
      entries: page.map((one) => ({
        id: one.id,
        sent_at: one.sent_at,
        unreadable: false,
        method: one.draft.method,
        url: one.draft.url,
        token_name: one.token_name,
        status: one.outcome.type === 'answered' ? one.outcome.status : null,
        total_ms: one.outcome.type === 'answered' ? one.outcome.total_ms : null,
      })),
    };
  },
  open_exchange: (world, { id }) => find(world.exchanges, id),
  forget_exchange: (world, { id }) => {
    world.exchanges = world.exchanges.filter((one) => one.id !== id);
    return null;
  },
  clear_history: (world) => {
    world.exchanges = [];
    return null;
  },
  body_lines: (world, { exchangeId, mode, from, count }) =>
    linesOf(
      find(world.exchanges, exchangeId).draft.url,
      mode as BodyMode,
      Number(from),
      Number(count),
    ),
  search_body: (world, { exchangeId, mode, needle }) =>
    search(find(world.exchanges, exchangeId).draft.url, mode as BodyMode, text(needle)),
  copy_lines: () => null,
  copy_body: () => null,
  save_body: () => '/home/alice/Downloads/albums.json',
};
