// One request being worked on: its form, its sending, its answer.

import {
  ipc,
  type BodyForm,
  type DraftForm,
  type ExchangeView,
  type GivenForm,
  type KeptDraftView,
  type PreviewView,
  type RequestView,
} from '../lib/ipc';
import { parseUrl } from '../lib/url';
import { problemFrom, remedyFor, type Problem } from '../lib/ipc/errors';

const PREVIEW_AFTER_MS = 150;
/** A pause in typing after which it is kept. */
const KEEP_AFTER_MS = 400;

let nextKey = 1;

export class Draft {
  readonly key = `draft-${nextKey++}`;
  requestId = $state<string | null>(null);
  name = $state('');
  collectionId = $state<string | null>(null);
  form = $state<DraftForm>() as DraftForm;
  /** Has unsaved changes, which are kept sealed. */
  touched = $state(false);

  preview = $state.raw<PreviewView | null>(null);
  sendId = $state<string | null>(null);
  sentAt = $state(0);
  exchange = $state.raw<ExchangeView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Values of variables, for as long as the draft is open. */
  values = $state.raw<Record<string, string>>({});
  /** The origin the person is asked about. */
  askAbout = $state<string | null>(null);

  /** Remarks on the command that it was imported from. */
  remarks = $state.raw<string[]>([]);
  /** Counts what was put in the place of everything that is typed. */
  fills = $state(0);

  #keptId: string | null = null;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  /** One after the other, so that the last one counts. */
  #keeping: Promise<void> = Promise.resolve();
  #previewTimer: ReturnType<typeof setTimeout> | undefined;
  #previewRun = 0;
  /** Bodies of the kinds that are not shown, so that looking at another kind loses nothing. */
  #bodies = new Map<BodyForm['type'], BodyForm>();

  /** As it was kept when the window was closed. */
  static kept(kept: KeptDraftView): Draft {
    const draft = new Draft(kept.draft);
    draft.requestId = kept.request_id;
    draft.name = kept.name;
    draft.collectionId = kept.collection_id;
    draft.touched = true;
    draft.#keptId = kept.id;
    return draft;
  }

  get keptId(): string | null {
    return this.#keptId;
  }

  constructor(form: DraftForm, saved?: RequestView) {
    this.form = form;
    this.requestId = saved?.id ?? null;
    this.name = saved?.name ?? '';
    this.collectionId = saved?.collection_id ?? null;
  }

  get title(): string {
    if (this.name) return this.name;
    const url = parseUrl(this.form.url);
    return url ? url.pathname + url.search : this.form.url || 'New request';
  }

  /** A new draft without any input. */
  get blank(): boolean {
    return this.requestId === null && !this.touched && this.form.url === '';
  }

  get plain(): DraftForm {
    return $state.snapshot(this.form);
  }

  /** The sources of its variables' values. */
  get given(): GivenForm {
    const values = Object.entries(this.values).map(([name, value]) => ({ name, value }));
    return { request_id: this.requestId, values };
  }

  change(): void {
    this.touched = true;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => void this.keep(), KEEP_AFTER_MS);
  }

  /** Keeps it now. Where the vault is closed it stays in memory until the next change. */
  keep(): Promise<void> {
    clearTimeout(this.#keepTimer);
    this.#keeping = this.#keeping.then(async () => {
      if (!this.touched) return;
      try {
        const kept = await ipc.keepDraft({
          id: this.#keptId,
          request_id: this.requestId,
          collection_id: this.collectionId,
          name: this.name,
          draft: this.plain,
        });
        this.#keptId = kept.id;
      } catch {
        // Nobody is bothered because they type.
      }
    });
    return this.#keeping;
  }

  /** Deletes the kept copy, once it is saved or discarded. */
  async drop(): Promise<void> {
    clearTimeout(this.#keepTimer);
    this.touched = false;
    await this.#keeping;
    const id = this.#keptId;
    this.#keptId = null;
    if (id !== null) await ipc.dropDraft(id).catch(() => {});
  }

  /** Puts this in the place of what is typed, and answers that. */
  fill(form: DraftForm, remarks: string[] = []): DraftForm {
    const before = this.plain;
    this.form = form;
    this.remarks = remarks;
    this.fills += 1;
    this.change();
    return before;
  }

  /** Takes that back. */
  unfill(before: DraftForm): void {
    this.fill(before);
  }

  bodyIs(kind: BodyForm['type']): void {
    this.#bodies.set(this.form.body.type, this.form.body);
    this.form.body = this.#bodies.get(kind) ?? emptyBody(kind);
    this.change();
  }

  /** Asks, a moment after the last change, what would be sent. */
  planPreview(): void {
    clearTimeout(this.#previewTimer);
    this.#previewTimer = setTimeout(() => void this.look(), PREVIEW_AFTER_MS);
  }

  /** The preview, shown unless a later one has overtaken it. */
  async look(): Promise<typeof this.preview> {
    const run = ++this.#previewRun;
    let preview: typeof this.preview = null;
    try {
      if (this.form.url.trim() !== '') {
        preview = await ipc.previewRequest(this.plain, this.given);
      }
    } catch {
      // Errors are reported when it is sent; a preview only helps.
    }
    if (run === this.#previewRun) this.preview = preview;
    return preview;
  }

  async send(how: { consent?: string; remember?: boolean; renew?: boolean } = {}): Promise<void> {
    if (this.sendId !== null) return;
    const sendId = `${this.key}-${Date.now()}`;
    this.sendId = sendId;
    this.sentAt = Date.now();
    this.problem = null;
    this.askAbout = null;
    try {
      this.exchange = await ipc.sendRequest({
        send_id: sendId,
        request_id: this.requestId,
        draft: this.plain,
        values: this.given.values,
        consent: how.consent ?? null,
        remember_consent: how.remember ?? false,
        renew_first: how.renew ?? false,
      });
    } catch (thrown) {
      await this.#failed(problemFrom(thrown));
    } finally {
      this.sendId = null;
      this.planPreview();
    }
  }

  async cancel(): Promise<void> {
    if (this.sendId !== null) await ipc.cancelSend(this.sendId);
  }

  async save(name: string, collectionId: string | null): Promise<RequestView> {
    const saved = await ipc.saveRequest({
      id: this.requestId,
      collection_id: collectionId,
      name,
      draft: this.plain,
    });
    this.requestId = saved.id;
    this.name = saved.name;
    this.collectionId = saved.collection_id;
    await this.drop();
    return saved;
  }

  /** Keeps the values for every request of the collection. */
  async keepValues(): Promise<void> {
    if (this.collectionId === null) return;
    const told = this.given.values.filter(({ value }) => value !== '');
    const before = await ipc.collectionVariables(this.collectionId);
    const others = before.filter(({ name }) => !told.some((one) => one.name === name));
    await ipc.setCollectionVariables(this.collectionId, [...others, ...told]);
    this.values = {};
    await this.look();
  }

  async #failed(problem: Problem): Promise<void> {
    if (remedyFor(problem) === 'ask_consent') {
      // The preview may still be of an earlier URL.
      const preview = await this.look();
      this.askAbout = preview?.foreign_origin ?? parseUrl(this.form.url)?.origin ?? null;
      if (this.askAbout !== null) return;
    }
    this.problem = problem;
  }
}

function emptyBody(kind: BodyForm['type']): BodyForm {
  if (kind === 'none') return { type: 'none' };
  if (kind === 'form') return { type: 'form', fields: [] };
  if (kind === 'multipart') return { type: 'multipart', parts: [] };
  if (kind === 'file') return { type: 'file', path: '', media_type: '' };
  return { type: kind, text: '' };
}

/** The name within `{{name}}`. */
export function variableName(written: string): string {
  return written.replace(/^\{\{|\}\}$/g, '').trim();
}
