// Names of keyboard shortcuts, as each system writes them.

// The rail is drawn at build time too, where a navigator may be missing.
const apple = (globalThis.navigator as Navigator | undefined)?.platform.startsWith('Mac') ?? false;

/** `Ctrl+K`, or `⌘K` on macOS. */
export function shortcut(key: string): string {
  return apple ? `⌘${key}` : `Ctrl+${key}`;
}
