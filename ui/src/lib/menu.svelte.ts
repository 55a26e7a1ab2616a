// The menu of a right click, one for the whole window.

export interface MenuItem {
  label: string;
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  /** A line above it: another group begins. */
  apart?: boolean;
  testid?: string;
  run: () => void;
}

interface Shown {
  label: string;
  items: readonly MenuItem[];
  anchor: { getBoundingClientRect(): DOMRect };
}

class ContextMenu {
  shown = $state.raw<Shown | null>(null);
  open = $state(false);

  show(event: MouseEvent, label: string, items: readonly MenuItem[]): void {
    event.preventDefault();
    const { clientX, clientY, currentTarget } = event;
    // The menu key has no place of its own in every web view.
    const place =
      clientX === 0 && clientY === 0 && currentTarget instanceof Element
        ? currentTarget.getBoundingClientRect()
        : new DOMRect(clientX, clientY, 0, 0);
    this.shown = { label, items, anchor: { getBoundingClientRect: () => place } };
    this.open = true;
  }
}

export const contextMenu = new ContextMenu();
