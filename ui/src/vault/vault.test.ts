import { afterEach, expect, it } from 'vitest';
import { app } from '../lib/app.svelte';
import { ipc } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import { worldOf } from '../lib/ipc/mock/world';
import { vault } from './vault.svelte';

const { app: view } = worldOf('few');

afterEach(() => vault.refuse());

it('offers the passphrase while what a person did waits for the keyring', async () => {
  app.view = view;
  let end = () => {};
  answering({ list_tokens: () => new Promise((answer) => (end = () => answer([]))) });
  const waiting = ipc.listTokens();
  vault.waits(true);
  expect(vault.asked).toBe(true);
  expect(vault.waiting).toBe(true);
  vault.waits(false);
  vault.noticed(false);
  expect(vault.asked).toBe(false);
  end();
  await waiting;
});

it('asks nobody while the program itself waits for the keyring', () => {
  app.view = view;
  answering({});
  vault.waits(true);
  expect(vault.asked).toBe(false);
  vault.waits(false);
  expect(vault.waiting).toBe(false);
});

it('follows a lock and an unlocking from elsewhere', () => {
  const locked = { ...view.vault, state: 'locked' as const, by_person: true };
  app.view = { ...view, vault: locked };
  vault.noticed(false);
  expect(vault.asked).toBe(true);
  app.view = { ...view, vault: { ...locked, by_person: false } };
  vault.noticed(false);
  expect(vault.asked).toBe(false);
});
