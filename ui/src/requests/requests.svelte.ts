// Saved requests in their collections, and the drafts that are open. A draft stays while the
// window is open, wherever the person goes, and what was typed comes back with the next start.

import { ipc, type CollectionView, type DraftForm, type RequestView } from '../lib/ipc';
import { problemFrom, type Problem } from '../lib/ipc/errors';
import { recall, remember } from '../lib/memory';
import { opened } from '../lib/recent';
import { toasts } from '../lib/toast.svelte';
import { Draft } from './draft.svelte';

class Requests {
  collections = $state.raw<CollectionView[]>([]);
  all = $state.raw<RequestView[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Drafts that are open, newest first. */
  drafts = $state.raw<Draft[]>([]);
  current = $state.raw<Draft | null>(null);
  /** Kept drafts are restored, or cannot be read now. */
  restored = $state(false);
  /** Kept drafts that cannot be opened any more. */
  lost = $state.raw<string[]>([]);
  /** Asked to be renamed from the list. */
  renaming = $state<string | null>(null);
  /** Is being removed from here. */
  #leaving: Draft | null = null;

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

  /** Brings back what was typed and not saved. */
  async restore(): Promise<void> {
    try {
      const known = new Set(this.drafts.map((draft) => draft.keptId));
      const kept = await ipc.drafts();
      this.lost = kept.filter(({ shown }) => shown === null).map(({ id }) => id);
      for (const { id, shown } of kept) {
        if (known.has(id) || shown === null) continue;
        const draft = Draft.kept(await ipc.openDraft(id));
        if (draft.requestId !== null && this.draftOf(draft.requestId)) continue;
        this.drafts = [draft, ...this.drafts];
        if (this.current === null && recall('draft', null) === id) this.show(draft);
      }
    } catch {
      // The vault is closed. They are read when it opens.
    } finally {
      this.restored = true;
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
    remember('draft', draft.keptId);
    if (draft.requestId !== null) opened(draft.requestId);
  }

  close(draft: Draft): void {
    this.drafts = this.drafts.filter((one) => one !== draft);
    if (this.current === draft) this.current = this.drafts[0] ?? null;
  }

  /** Drops a draft that cannot be opened any more: there is nothing to take back. */
  async forget(id: string): Promise<void> {
    await ipc.dropDraft(id);
    this.lost = this.lost.filter((one) => one !== id);
  }

  /** Throws away what is typed. Can be taken back for a while. */
  async discard(draft: Draft): Promise<void> {
    this.close(draft);
    await draft.drop();
    toasts.removed('Draft discarded', () => {
      draft.change();
      this.show(draft);
    });
  }

  /** Removes a saved request, with its draft. Can be taken back for a while. */
  async remove(id: string): Promise<void> {
    const draft = this.draftOf(id);
    const name = this.byId(id)?.name ?? draft?.title ?? '';
    this.#leaving = draft ?? null;
    try {
      const { undo } = await ipc.removeRequest(id);
      if (draft) this.close(draft);
      await this.load();
      toasts.removed(`“${name}” deleted`, () => void this.#bringBack(undo, draft));
    } finally {
      this.#leaving = null;
    }
  }

  async #bringBack(undo: string, draft: Draft | undefined): Promise<void> {
    try {
      const id = await ipc.restoreRequest(undo);
      await this.load();
      if (draft) draft.requestId = id;
      if (draft) this.show(draft);
      else await this.open(id);
    } catch (thrown) {
      toasts.say(problemFrom(thrown).message);
    }
  }

  /** A copy that is not saved yet. */
  duplicate(draft: Draft): void {
    const copy = this.fresh(draft.plain);
    copy.name = draft.name && `${draft.name} copy`;
    copy.collectionId = draft.collectionId;
    copy.change();
  }

  /** A new request with this token. */
  begin(tokenId: string, url: string): void {
    this.fresh({ ...emptyDraft(), url, token_id: tokenId });
  }

  /** A saved request was renamed, moved or removed elsewhere. */
  #follow(draft: Draft): void {
    if (draft.requestId === null) return;
    const saved = this.byId(draft.requestId);
    if (saved) {
      draft.name = saved.name;
      draft.collectionId = saved.collection_id;
    } else if (draft !== this.#leaving) {
      // Removed elsewhere: what is open here is not lost with it.
      draft.requestId = null;
      draft.change();
    }
  }
}

function emptyDraft(): DraftForm {
  return {
    method: 'GET',
    url: '',
    parameters: [],
    headers: [],
    body: { type: 'none' },
    token_id: null,
    timeout_secs: 60,
    follow_redirects: true,
  };
}

export const requests = new Requests();
