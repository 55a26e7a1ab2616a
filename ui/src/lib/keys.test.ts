import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ['MacIntel', '⌘K'],
  ['Linux x86_64', 'Ctrl+K'],
  ['Win32', 'Ctrl+K'],
])('names a shortcut as %s does', async (platform, name) => {
  vi.stubGlobal('navigator', { platform });
  const { shortcut } = await import('./keys');
  expect(shortcut('K')).toBe(name);
});
