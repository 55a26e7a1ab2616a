import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, it } from 'vitest';
import type { AnswerView } from '../lib/ipc';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { exchange } from '../lib/ipc/mock/things';
import BodyView from './BodyView.svelte';
import Response from './Response.svelte';

function answer(text: string): AnswerView {
  const { outcome } = exchange('GET', '/me', 200, 12);
  if (outcome.is !== 'answered') throw new Error('the mock has no answer');
  const pretty = { total: 1, from: 0, lines: [text], note: null };
  return { ...outcome, size: text.length, body: { binary: false, language: 'text', pretty } };
}

it('shows the next answer in the place of the last one, without asking', async () => {
  const asked = answering({});
  const { rerender } = render(BodyView, {
    id: 'one',
    answer: answer('first'),
    mode: 'pretty',
    copy: () => {},
  });
  expect(screen.getByTestId('response-body').textContent).toContain('first');

  await rerender({ id: 'two', answer: answer('second'), mode: 'pretty', copy: () => {} });
  await tick();

  expect(screen.getByTestId('response-body').textContent).toContain('second');
  expect(screen.getByTestId('response-body').textContent).not.toContain('first');
  expect(asked).toEqual([]);
});

it('copies the whole body with Ctrl+A and Ctrl+C, wherever the focus is but in a field', async () => {
  const person = userEvent.setup();
  const asked = answering({
    copy_body: () => null,
    body_lines: () => ({ total: 1, from: 0, lines: ['x'], note: null }),
  });
  render(Response, { exchange: exchange('GET', '/me', 200, 12) });
  const copies = () => asked.filter(({ command }) => command === 'copy_body');
  await person.keyboard('{Control>}c{/Control}');
  expect(copies()).toEqual([]);
  await person.keyboard('{Control>}a{/Control}{Control>}c{/Control}');
  expect(copies().map(({ args }) => args.mode)).toEqual(['pretty']);
  await person.click(screen.getByRole('region', { name: 'Body' }));
  await person.keyboard('{Control>}c{/Control}');
  expect(copies().length, 'a click ends the selection').toBe(1);
  await person.click(screen.getByTestId('response-search'));
  await person.keyboard('{Control>}a{/Control}{Control>}c{/Control}');
  expect(copies().length, 'a field has its own').toBe(1);
  await person.click(screen.getByTestId('tab-raw'));
  await person.click(screen.getByTestId('response-copy'));
  expect(copies().map(({ args }) => args.mode)).toEqual(['pretty', 'raw']);
});

it('offers to save a body that is too long for the clipboard', async () => {
  const person = userEvent.setup();
  answering({
    copy_body: () => {
      throw refusal('failed', 'The body is too long for the clipboard: more than 16 MB.');
    },
    save_body: () => '/home/alice/Downloads/albums.json',
    body_lines: () => ({ total: 1, from: 0, lines: ['x'], note: null }),
  });
  render(Response, { exchange: exchange('GET', '/me', 200, 12) });
  await person.click(screen.getByTestId('response-copy'));
  expect((await screen.findByTestId('problem')).textContent).toContain('more than 16 MB');
  await person.click(screen.getByRole('button', { name: 'Save body' }));
  expect(screen.queryByTestId('problem')).toBeNull();
});
