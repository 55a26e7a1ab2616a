// Drafts that are kept, a removal that is taken back, and nothing that needs a look.

import type { KeepDraftForm, KeptDraftView, RequestView } from '../bindings';
import type { Answer } from './finding';
import { instant } from '../../format';

const UNDO_MS = 30_000;

const drafts = new Map<string, KeptDraftView>();
const removed = new Map<string, RequestView>();
let made = 0;

export const keeping: Record<string, Answer> = {
  keep_draft: (_, { form }) => {
    const { id, ...typed } = form as KeepDraftForm;
    const same = [...drafts.values()].find(
      (draft) => typed.request_id !== null && draft.request_id === typed.request_id,
    );
    const kept = {
      ...typed,
      id: id ?? same?.id ?? `draft-${(made += 1)}`,
      updated_at: instant(Date.now()),
    };
    drafts.set(kept.id, kept);
    return kept;
  },
  drafts: () =>
    [...drafts.values()].map(({ id, request_id, updated_at, ...kept }) => ({
      id,
      request_id,
      updated_at,
      shown: {
        collection_id: kept.collection_id,
        name: kept.name,
        method: kept.draft.method,
        url: kept.draft.url,
      },
    })),
  open_draft: (_, { id }) => drafts.get(id as string),
  drop_draft: (_, { id }) => {
    drafts.delete(id as string);
    return null;
  },
  remove_request: (world, { id }) => {
    const gone = world.requests.find((request) => request.id === id);
    world.requests = world.requests.filter((request) => request.id !== id);
    const undo = `undo-${(made += 1)}`;
    if (gone) removed.set(undo, gone);
    return { undo, until: instant(Date.now() + UNDO_MS) };
  },
  review: () => ({ changed: [], unreadable: [] }),
  unreadable: () => [],
  confirm_changed: () => null,
  put_back: () => null,
  remove_unreadable: () => null,
  restore_request: (world, { undo }) => {
    const back = removed.get(undo as string);
    removed.delete(undo as string);
    if (back) world.requests = [...world.requests, back];
    return back?.id ?? null;
  },
};
