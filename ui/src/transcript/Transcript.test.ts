import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { looks, transcript as make } from '../lib/ipc/mock/things';
import { toasts } from '../lib/toast.svelte';
import Transcript from './Transcript.svelte';
import Transcripts from './Transcripts.svelte';

const login = make('Login');

afterEach(() => {
  for (const { key } of toasts.all) toasts.dismiss(key);
});

it('says where there are no steps, and offers nothing to copy', () => {
  answering({});
  render(Transcript, { transcript: { ...login, steps: [] } });
  expect(screen.getByText('No steps yet.')).toBeTruthy();
  expect(screen.queryByTestId('transcript-copy')).toBeNull();
});

it('lists the steps in their order, with notes, standards and the time since the start', () => {
  answering({});
  render(Transcript, { transcript: login });
  const steps = screen.getAllByRole('listitem').map((step) => step.textContent);
  expect(steps).toHaveLength(login.steps.length);
  login.steps.forEach((step, i) => expect(steps[i]).toContain(step.title));
  expect(steps[1]).toContain('RFC 8252 §5');
  expect(steps[1]).toContain('PKCE S256');
  expect(steps[1]).toContain('+1.00 s');
});

it('gives steps that were taken side by side no times', () => {
  answering({});
  render(Transcript, { transcript: looks(['https://a.example/x', 'https://a.example/y'], false) });
  expect(screen.getByTestId('transcript').textContent).not.toContain('+');
});

it('opens a step to the request and the response as they went over the wire', async () => {
  const person = userEvent.setup();
  const commands = answering({ copy_text: () => null });
  render(Transcript, { transcript: login });
  expect(screen.queryByRole('region', { name: 'Request' })).toBeNull();
  await person.click(screen.getByTestId('transcript-step'));
  const request = await screen.findByRole('region', { name: 'Request' });
  expect(request.textContent).toContain('POST https://id.example.org/oauth/token');
  expect(request.textContent).toContain('authorization: Basic [redacted]');
  expect(screen.getByRole('region', { name: 'Response' }).textContent).toContain('HTTP 200');
  await person.click(screen.getByTestId('step-curl'));
  expect(commands.at(-1)).toMatchObject({
    command: 'copy_text',
    args: { text: login.steps[3]?.curl },
  });
});

it('shows no response where none came, and marks a refusal', async () => {
  const person = userEvent.setup();
  answering({});
  const [first] = looks(['https://a.example/x'], false).steps;
  if (!first?.http) throw new Error('the mock has no exchange');
  const silent = { ...first, http: { ...first.http, status: null } };
  render(Transcript, { transcript: { ...login, steps: [first, silent] } });
  expect(screen.getByText('404').className).toContain('failed');
  const [, step] = screen.getAllByTestId('transcript-step');
  if (!step) throw new Error('there is one step');
  await person.click(step);
  expect(await screen.findByRole('region', { name: 'Request' })).toBeTruthy();
  expect(screen.queryByRole('region', { name: 'Response' })).toBeNull();
});

it('copies and saves the whole, and says where it failed', async () => {
  const person = userEvent.setup();
  const commands = answering({
    copy_transcript: () => null,
    save_transcript: () => {
      throw refusal('failed', 'The disk is full');
    },
  });
  render(Transcript, { transcript: login });
  await person.click(screen.getByTestId('transcript-copy'));
  await vi.waitFor(() => expect(toasts.all.at(-1)?.text).toBe('Transcript copied'));
  await person.click(screen.getByTestId('transcript-save'));
  expect((await screen.findByTestId('problem')).textContent).toContain('The disk is full');
  expect(commands.map(({ args }) => args.of)).toEqual([login.of, login.of]);
});

it('says where there are no transcripts', () => {
  answering({});
  render(Transcripts, { transcripts: [] });
  expect(screen.getByText(/No transcripts yet/)).toBeTruthy();
});

it('opens the newest of several, and the others when asked', async () => {
  const person = userEvent.setup();
  answering({});
  render(Transcripts, { transcripts: [make('Refresh'), make('Login')] });
  expect(screen.getByTestId('transcript').getAttribute('aria-label')).toBe('Refresh');
  await person.click(screen.getByText('Login'));
  await vi.waitFor(() => expect(screen.getAllByTestId('transcript')).toHaveLength(2));
});
