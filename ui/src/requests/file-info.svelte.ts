// Facts about the file at a path that is typed or chosen.

import { ipc, type FileView } from '../lib/ipc';
import { size } from '../lib/format';

/** A pause in typing after which the file is looked at. */
const PAUSE_MS = 250;

export class FileInfo {
  #view = $state.raw<FileView | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #path = $state('');

  /** The facts for the current path, or nothing yet. */
  get view(): FileView | null {
    return this.#view?.path === this.#path ? this.#view : null;
  }

  /** In a few words: its size, or that it is missing. */
  get words(): string {
    const view = this.view;
    if (view === null) return '';
    return view.length === null ? 'not found' : size(view.length);
  }

  get missing(): boolean {
    return this.view !== null && this.view.length === null;
  }

  look(path: string): void {
    clearTimeout(this.#timer);
    const first = this.#path === '';
    this.#path = path;
    if (path.trim() === '' || this.#view?.path === path) return;
    this.#timer = setTimeout(() => void this.#ask(path), first ? 0 : PAUSE_MS);
  }

  /** Looks again: it may have come or gone since. */
  again(): void {
    if (this.#path.trim() !== '') void this.#ask(this.#path);
  }

  async #ask(path: string): Promise<void> {
    try {
      const view = await ipc.lookAtFile(path);
      if (path === this.#path) this.#view = view;
    } catch {
      // Errors are reported when it is sent.
    }
  }
}

/** The path of a file that the person chooses in the system's dialog. */
export async function chooseFile(): Promise<string | null> {
  return (await ipc.chooseFile())?.path ?? null;
}
