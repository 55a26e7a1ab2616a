import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { playing } from '../lib/ipc/mock/testing';
import Gallery from './Gallery.svelte';

const sources = import.meta.glob<string>('./*.svelte', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Shown as part of others. */
const INNER = ['ContextMenuList', 'Field', 'MenuList'];

it('shows every control', () => {
  const controls = Object.keys(import.meta.glob('../controls/*.svelte'))
    .map((path) => path.replace(/^.*\/(\w+)\.svelte$/, '$1'))
    .filter((name) => !INNER.includes(name));
  const shown = Object.values(sources).join('\n');
  expect(controls.length).toBeGreaterThan(25);
  expect(controls.filter((name) => !shown.includes(`/controls/${name}.svelte'`))).toEqual([]);
});

it('draws its groups', async () => {
  playing('few');
  render(Gallery);
  expect(await screen.findAllByRole('group', { name: 'dark' })).not.toHaveLength(0);
  expect(screen.getAllByText('Enter a URL with https.')).toHaveLength(2);
});
