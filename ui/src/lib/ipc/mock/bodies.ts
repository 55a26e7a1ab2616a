// Bodies of the mock: a small document, or half a million lines where the path says `albums`.

import type { BodyMode, LinesView } from '../bindings';

const small = JSON.stringify(
  {
    id: 7,
    name: 'alice',
    email: 'alice@example.org',
    verified: true,
    avatar: null,
    quota: { used: 1839201, limit: 5000000000, ratio: 0.000367 },
    roles: ['user', 'uploader'],
    links: { self: 'https://api.photos.example.org/api/v1/users/7', albums: '/api/v1/albums' },
  },
  null,
  2,
);

const LONG = 500_000;

export function linesOf(about: string, mode: BodyMode, from: number, count: number): LinesView {
  const note = null;
  if (about.includes('albums')) {
    const lines = Array.from({ length: Math.max(0, Math.min(count, LONG - from)) }, (_, i) => {
      const n = from + i;
      return `  { "id": ${n}, "title": "Album ${n}", "public": ${n % 2 === 0} },`;
    });
    return { total: LONG, from, lines, note };
  }
  const all = mode === 'pretty' ? small.split('\n') : [JSON.stringify(JSON.parse(small))];
  return { total: all.length, from, lines: all.slice(from, from + count), note };
}

export function search(about: string, mode: BodyMode, needle: string): number[] {
  const found: number[] = [];
  const { lines } = linesOf(about, mode, 0, 20_000);
  lines.forEach((line, i) => {
    if (line.toLowerCase().includes(needle.toLowerCase())) found.push(i);
  });
  return found.slice(0, 1000);
}
