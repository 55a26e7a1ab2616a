import { render, screen, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, it, vi } from 'vitest';
import type { AnswerView } from '../lib/ipc';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { exchange } from '../lib/ipc/mock/things';
import BodyView from './BodyView.svelte';
import Response from './Response.svelte';

function answer(text: string): AnswerView {
  const { outcome } = exchange('GET', '/me', 200, 12);
  if (outcome.type !== 'answered') throw new Error('the mock has no answer');
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
    copyBetween: () => {},
  });
  expect(screen.getByTestId('response-body').textContent).toContain('first');

  await rerender({
    id: 'two',
    answer: answer('second'),
    mode: 'pretty',
    copy: () => {},
    copyBetween: () => {},
  });
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
  await person.click(within(screen.getByTestId('problem')).getByRole('button'));
  expect(screen.queryByTestId('problem')).toBeNull();
});

/** 3 000 lines, as the program gives them. */
const long = {
  body_lines: ({ from, count }: Record<string, unknown>) => ({
    total: 3000,
    from: Number(from),
    lines: Array.from({ length: Number(count) }, (_, i) => `line ${Number(from) + i} {"a": 1}`),
    note: null,
  }),
};

function select(from: number, to: number, start: number, end: number): void {
  const text = (line: number) =>
    document.querySelector(`[data-line="${line}"] [data-text]`)?.firstChild as Node;
  getSelection()?.setBaseAndExtent(text(from), start, text(to), end);
  document.dispatchEvent(new Event('selectionchange'));
}

function scrollTo(line: number): void {
  const box = screen.getByRole('region', { name: 'Body' });
  box.scrollTop = line * 18;
  box.dispatchEvent(new Event('scroll'));
}

const onPage = (line: number) =>
  vi.waitFor(() =>
    expect(document.querySelector(`[data-line="${line}"]`)?.textContent).toContain(`line ${line}`),
  );

it.each([
  { from: 3, to: 2900 },
  { from: 3, to: 4 },
  { from: 2000, to: 7 },
])('copies a selection from line $from to line $to whole', async ({ from, to }) => {
  const asked = answering({ ...long, copy_lines: () => null });
  const sent = exchange('GET', '/me', 200, 12);
  if (sent.outcome.type !== 'answered') throw new Error('the mock has no answer');
  sent.outcome.body.language = 'text';
  sent.outcome.body.pretty = long.body_lines({ from: 0, count: 200 });
  render(Response, { exchange: sent });
  scrollTo(from);
  await onPage(from);
  select(from, from, 2, 6);
  scrollTo(to);
  await onPage(to);
  // The web view goes on from what of the selection is still on the page.
  const there = getSelection();
  const node = document.querySelector(`[data-line="${to}"] [data-text]`)?.firstChild as Node;
  there?.extend(node, 4);
  document.dispatchEvent(new Event('selectionchange'));
  scrollTo(1000);
  await onPage(1000);
  document.dispatchEvent(new Event('copy', { cancelable: true }));
  const copied = () => asked.filter(({ command }) => command === 'copy_lines');
  await vi.waitFor(() => expect(copied()).toHaveLength(1));
  expect(copied().map(({ args }) => [args.one, args.other])).toEqual([
    [
      { line: from, column: 2 },
      { line: to, column: 4 },
    ],
  ]);
});

it('leaves a selection elsewhere to the web view', async () => {
  const asked = answering({ ...long, copy_lines: () => null });
  render(Response, { exchange: exchange('GET', '/me', 200, 12) });
  await vi.waitFor(() => expect(document.querySelector('[data-line="0"]')).toBeTruthy());
  const status = screen.getByTestId('response-status').firstChild as Node;
  getSelection()?.setBaseAndExtent(status, 0, status, 3);
  document.dispatchEvent(new Event('selectionchange'));
  const copy = new Event('copy', { cancelable: true });
  document.dispatchEvent(copy);
  expect(copy.defaultPrevented).toBe(false);
  expect(asked.filter(({ command }) => command === 'copy_lines')).toEqual([]);
});
