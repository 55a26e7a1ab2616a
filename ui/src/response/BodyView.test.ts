import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, it } from 'vitest';
import type { AnswerView } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import { exchange } from '../lib/ipc/mock/things';
import BodyView from './BodyView.svelte';

function answer(text: string): AnswerView {
  const { outcome } = exchange('GET', '/me', 200, 12);
  if (outcome.is !== 'answered') throw new Error('the mock has no answer');
  const pretty = { total: 1, from: 0, lines: [text], note: null };
  return { ...outcome, size: text.length, body: { binary: false, language: 'text', pretty } };
}

it('shows the next answer in the place of the last one, without asking', async () => {
  const asked = answering({});
  const { rerender } = render(BodyView, { id: 'one', answer: answer('first'), mode: 'pretty' });
  expect(screen.getByTestId('response-body').textContent).toContain('first');

  await rerender({ id: 'two', answer: answer('second'), mode: 'pretty' });
  await tick();

  expect(screen.getByTestId('response-body').textContent).toContain('second');
  expect(screen.getByTestId('response-body').textContent).not.toContain('first');
  expect(asked).toEqual([]);
});
