import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import type { RepairView } from '../lib/ipc';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { refused } from '../lib/ipc/mock/things';
import Diagnosis from './Diagnosis.svelte';
import { labelOf } from './repair';

const asked = (active: boolean) => ({ active, members: [], notes: [] });

it('tells what happened, what the server said, what it means and every remark', () => {
  answering({});
  const diagnosis = { ...refused(), remarks: ['The clock is behind.', 'The token is masked.'] };
  render(Diagnosis, { diagnosis, again: 'send' });
  const shown = screen.getByTestId('diagnosis').textContent;
  for (const part of [diagnosis.happened, diagnosis.meaning, ...diagnosis.remarks])
    expect(shown).toContain(part);
  expect(screen.getByLabelText('Server response').textContent).toBe(diagnosis.said);
});

it('shows no quotation where the server said nothing', () => {
  answering({});
  render(Diagnosis, { diagnosis: { ...refused(), said: null }, again: 'send' });
  expect(screen.queryByLabelText('Server response')).toBeNull();
});

it('gives the advice in words where nobody can do the repair here', () => {
  answering({});
  render(Diagnosis, { diagnosis: refused(), again: 'send' });
  expect(screen.getByText(refused().advice)).toBeTruthy();
  expect(screen.queryByTestId('repair')).toBeNull();
});

it('does the repair with one button, and shows why it failed', async () => {
  const person = userEvent.setup();
  answering({});
  const onrepair = vi
    .fn<(repair: RepairView) => Promise<void>>()
    .mockRejectedValueOnce(refusal('failed', 'The server is down'))
    .mockResolvedValue();
  render(Diagnosis, { diagnosis: refused(), again: 'send', onrepair });
  const button = screen.getByTestId('repair');
  expect(button.textContent).toContain('Refresh and send again');
  await person.click(button);
  expect(onrepair).toHaveBeenLastCalledWith({ type: 'refresh' });
  expect((await screen.findByTestId('problem')).textContent).toContain('The server is down');
  await person.click(button);
  await vi.waitFor(() => expect(screen.queryByTestId('problem')).toBeNull());
});

it.each([
  [true, 'as active'],
  [false, 'as inactive'],
])('introspects the token once (active: %s)', async (active, words) => {
  const person = userEvent.setup();
  const commands = answering({ introspect_token: () => asked(active) });
  render(Diagnosis, { diagnosis: refused(), again: 'send', tokenId: 'token-1' });
  await person.click(screen.getByTestId('diagnosis-ask'));
  expect((await screen.findByRole('status')).textContent).toContain(words);
  expect(commands).toEqual([{ command: 'introspect_token', args: { id: 'token-1' } }]);
  expect(screen.queryByTestId('diagnosis-ask')).toBeNull();
});

it('shows why introspection failed, and offers it again', async () => {
  const person = userEvent.setup();
  answering({
    introspect_token: () => {
      throw refusal('failed', 'No introspection for this client');
    },
  });
  render(Diagnosis, { diagnosis: refused(), again: 'send', tokenId: 'token-1' });
  await person.click(screen.getByTestId('diagnosis-ask'));
  expect(await screen.findByText('No introspection for this client')).toBeTruthy();
  expect(screen.getByTestId('diagnosis-ask')).toBeTruthy();
});

it('shows the page that has to be opened, with its advice', () => {
  answering({});
  const repair = { type: 'open_page', url: 'https://id.example.org/consent' } as const;
  render(Diagnosis, { diagnosis: refused(repair), again: 'send', onrepair: vi.fn() });
  expect(screen.getByText(repair.url)).toBeTruthy();
  expect(screen.getByText(refused().advice)).toBeTruthy();
  expect(screen.queryByTestId('repair')).toBeNull();
});

const header = { in: 'header', name: 'X-Auth', prefix: '' } as const;

it.each<[RepairView, string | null, string | null]>([
  [{ type: 'refresh' }, 'Refresh and send again', 'Refresh and test again'],
  [{ type: 'log_in', scopes: null, params: [] }, 'Log in and send again', 'Log in and test again'],
  [{ type: 'new_login', client_id: 'c' }, 'Log in and send again', 'Log in'],
  [{ type: 'pick_token', token_id: 't', name: 'bob' }, 'Send with bob', 'Open bob'],
  [{ type: 'place', placement: header }, 'Always send as header X-Auth', null],
  [{ type: 'by_hand' }, null, null],
])('labels %j', (repair, send, check) => {
  expect(labelOf(repair, 'send')).toBe(send);
  if (check !== null) expect(labelOf(repair, 'check')).toBe(check);
});
