import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

const OWN = ['build', 'index.html', 'package.json', 'src', 'svelte.config.js', 'vite.config.ts'];
const scratch = [];

afterEach(() => {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true });
});

/** The page's sources, in a folder of this name. */
function copied(name) {
  const folder = mkdtempSync(join(tmpdir(), name));
  scratch.push(folder);
  for (const own of OWN) cpSync(own, join(folder, own), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

// Spaces, letters beyond ASCII, and what an address would write otherwise.
it('builds in a folder of any name', { timeout: 120_000 }, () => {
  const root = copied('a b ü 名 100%25 ');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: root });
  const page = readFileSync(join(root, 'dist', 'index.html'), 'utf8');
  expect(page).toContain('<nav');
  expect(page).not.toContain('<!-- rail -->');
});
