// The rows that cannot be read, for the lists to show beside those that can.

import { ipc, type UnreadableView } from '../lib/ipc';
import type { ListItem } from '../controls/VirtualList.svelte';

export interface UnreadableEntry {
  type: 'unreadable';
  row: UnreadableView;
}

class Unreadable {
  all = $state.raw<UnreadableView[]>([]);

  async load(): Promise<void> {
    try {
      this.all = await ipc.unreadable();
    } catch {
      // The list itself reports the error.
    }
  }

  /** As entries of a list that shows these kinds. */
  of(...kinds: string[]): ListItem<UnreadableEntry>[] {
    return this.all
      .filter((row) => kinds.includes(row.kind))
      .map((row) => ({
        key: `unreadable ${row.id}`,
        height: 48,
        choosable: true,
        loose: true,
        value: { type: 'unreadable', row },
      }));
  }
}

export const unreadable = new Unreadable();
