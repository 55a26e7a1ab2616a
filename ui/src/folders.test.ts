import { expect, it } from 'vitest';

const files = import.meta.glob<string>('./**/*.{ts,svelte}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** One import from a folder into another. */
interface Import {
  from: string;
  to: string;
  /** `tokens/TokenPage.svelte imports login/words` */
  told: string;
}

/** `./tokens/TokenPage.svelte` → `tokens`; files beside this one belong to no folder. */
const folderOf = (path: string) => /^\.\/([^/]+)\//.exec(path)?.[1];

function importsOf(sources: Record<string, string>): Import[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    const from = folderOf(path);
    if (from === undefined || path.endsWith('.test.ts')) return [];
    return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].flatMap(([, imported]) => {
      const target = `.${new URL(imported ?? '', `file:///${path}`).pathname}`;
      const to = folderOf(target);
      if (to === undefined || to === from) return [];
      return [{ from, to, told: `${path.slice(2)} imports ${target.slice(2)}` }];
    });
  });
}

/** Every circle of folders, with the imports that tie each of its links. */
function circles(imports: Import[]): string[][] {
  const found = new Map<string, string[]>();
  const walk = (folder: string, way: string[]) => {
    const start = way.indexOf(folder);
    if (start >= 0) {
      const circle = way.slice(start);
      const links = circle.flatMap((from, i) => {
        const to = circle[(i + 1) % circle.length];
        return imports.filter((one) => one.from === from && one.to === to).map(({ told }) => told);
      });
      found.set(circle.toSorted().join(' '), links.toSorted());
      return;
    }
    const next = new Set(imports.filter(({ from }) => from === folder).map(({ to }) => to));
    for (const one of next) walk(one, [...way, folder]);
  };
  for (const folder of new Set(imports.map(({ from }) => from))) walk(folder, []);
  return [...found.values()];
}

it('no folder depends on itself by way of others', () => {
  const imports = importsOf(files);
  expect(imports.some(({ from, to }) => from === 'tokens' && to === 'login')).toBe(true);
  expect(circles(imports)).toEqual([]);
});

it('names the imports that tie a circle', () => {
  const sources = {
    './a/One.svelte': "import Two from '../b/Two.svelte';",
    './b/Two.svelte': "const late = import('../c/three');\nimport { own } from './own';",
    './c/three.ts': "import type { One } from '../a/one';",
    './c/three.test.ts': "import { d } from '../d/d';",
    './d/d.ts': "import One from '../a/One.svelte';",
  };
  expect(circles(importsOf(sources))).toEqual([
    [
      'a/One.svelte imports b/Two.svelte',
      'b/Two.svelte imports c/three',
      'c/three.ts imports a/one',
    ],
  ]);
});
