import { expect, it } from 'vitest';

const files = import.meta.glob<string>('./**/*.{ts,svelte}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** `./tokens/TokenPage.svelte` → `tokens`; files beside this one belong to no folder. */
const folderOf = (path: string) => /^\.\/([^/]+)\//.exec(path)?.[1];

it('no folder depends on itself by way of others', () => {
  const uses = new Map<string, Set<string>>();
  for (const [path, text] of Object.entries(files)) {
    const folder = folderOf(path);
    if (folder === undefined || path.endsWith('.test.ts')) continue;
    const used = uses.get(folder) ?? new Set();
    uses.set(folder, used);
    for (const [, imported] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const target = folderOf(`./${new URL(imported ?? '', `file:///${path}`).pathname.slice(1)}`);
      if (target !== undefined && target !== folder) used.add(target);
    }
  }
  expect(uses.get('tokens')).toContain('login');

  const cycles: string[] = [];
  const walk = (folder: string, way: string[]) => {
    if (way.includes(folder)) {
      cycles.push([...way.slice(way.indexOf(folder)), folder].join(' → '));
      return;
    }
    for (const next of uses.get(folder) ?? []) walk(next, [...way, folder]);
  };
  for (const folder of uses.keys()) walk(folder, []);

  expect([...new Set(cycles)]).toEqual([]);
});
