// Saved requests in their collections, and the drafts that are open. A draft stays while the
// window is open, wherever the person goes; it is kept in memory only, because it may hold a
// secret somebody typed.

import { ipc, type CollectionView, type DraftForm, type RequestView } from '../lib/ipc';
import { problemFrom, type Problem } from '../lib/ipc/errors';
import { nav } from '../lib/nav.svelte';
import { recall, remember } from '../lib/memory';
import { Draft } from './draft.svelte';

class Requests {
  collections = $state.raw<CollectionView[]>([]);
  all = $state.raw<RequestView[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Drafts that are open, newest first. */
  drafts = $state.raw<Draft[]>([]);
  current = $state.raw<Draft | null>(null);

  async load(): Promise<void> {
    try {
      const workspace = await ipc.workspace();
      this.collections = workspace.collections;
      this.all = workspace.requests;
      this.problem = null;
      if (!this.loaded) {
        this.loaded = true;
        const last = recall<string | null>('request', null);
        if (last && this.current === null && this.byId(last)) void this.open(last);
      }
      for (const draft of this.drafts) this.#follow(draft);
    } catch (thrown) {
      this.problem = problemFrom(thrown);
    }
  }

  byId(id: string): RequestView | undefined {
    return this.all.find((request) => request.id === id);
  }

  /** The open draft of a saved request. */
  draftOf(id: string): Draft | undefined {
    return this.drafts.find((draft) => draft.requestId === id);
  }

  /** Shows a saved request; the draft it has already, if there is one. */
  async open(id: string): Promise<void> {
    let draft = this.draftOf(id);
    if (!draft) {
      const form = await ipc.openRequest(id);
      draft = this.draftOf(id) ?? new Draft(form, this.byId(id));
    }
    this.show(draft);
  }

  /** A new draft, empty or from what was sent before. */
  fresh(form: DraftForm = emptyDraft()): Draft {
    const draft = new Draft(form);
    this.show(draft);
    return draft;
  }

  show(draft: Draft): void {
    const kept = this.drafts.filter((one) => one === draft || !one.blank);
    this.drafts = kept.includes(draft) ? kept : [draft, ...kept];
    this.current = draft;
    remember('request', draft.requestId);
  }

  close(draft: Draft): void {
    this.drafts = this.drafts.filter((one) => one !== draft);
    if (this.current === draft) this.current = this.drafts[0] ?? null;
  }

  /** Goes to the workbench with this token chosen in an untouched draft. */
  sendWith(tokenId: string, url = ''): void {
    this.fresh({ ...emptyDraft(), url, token_id: tokenId });
    nav.go('requests');
  }

  /** A saved request was renamed, moved or removed elsewhere. */
  #follow(draft: Draft): void {
    if (draft.requestId === null) return;
    const saved = this.byId(draft.requestId);
    if (saved) {
      draft.name = saved.name;
      draft.collectionId = saved.collection_id;
    } else {
      draft.requestId = null;
    }
  }
}

export function emptyDraft(): DraftForm {
  return {
    method: 'GET',
    url: '',
    parameters: [],
    headers: [],
    body: { is: 'none' },
    token_id: null,
    timeout_secs: 60,
    follow_redirects: true,
  };
}

export const requests = new Requests();
