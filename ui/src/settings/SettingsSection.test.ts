import { render, screen, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { app } from '../lib/app.svelte';
import type { SettingsView, VaultView } from '../lib/ipc';
import { answering, refusal } from '../lib/ipc/mock/testing';
import { worldOf } from '../lib/ipc/mock/world';
import { vault } from '../vault/vault.svelte';
import SettingsSection from './SettingsSection.svelte';

/** The program, set like this, with a vault like this. */
async function started(settings: Partial<SettingsView> = {}, own: Partial<VaultView> = {}) {
  const known = worldOf('few').app;
  const view = {
    ...known,
    settings: { ...known.settings, ...settings },
    vault: { ...known.vault, ...own },
  };
  const as = (change: Partial<VaultView>) => () => ({ ...view.vault, ...change });
  const asked = answering({
    app_state: () => view,
    save_settings: ({ settings }) => settings,
    remember: () => null,
    vault_set_passphrase: as({ passphrase_slot: true }),
    vault_remove_passphrase: as({ passphrase_slot: false }),
    vault_set_keyring: as({ keyring_slot: true }),
    vault_remove_keyring: as({ keyring_slot: false }),
    vault_lock: as({ state: 'locked', by_person: true }),
  });
  await app.load();
  render(SettingsSection);
  return asked;
}

const saved = (asked: Awaited<ReturnType<typeof started>>) =>
  asked.filter(({ command }) => command === 'save_settings').map(({ args }) => args.settings);

beforeEach(() => {
  vault.asked = false;
  app.view = null;
});

it('shows nothing before the settings are known', () => {
  answering({});
  render(SettingsSection);
  expect(screen.queryByTestId('settings-margin')).toBeNull();
});

it('saves each change at once, the others as they were', async () => {
  const person = userEvent.setup();
  const asked = await started();
  const before = { ...app.settings };
  await person.click(screen.getByTestId('settings-background'));
  await person.selectOptions(screen.getByTestId('settings-clipboard'), '300');
  await person.click(within(screen.getByTestId('theme-dark')).getByRole('radio'));
  const first = { ...before, refresh_in_background: false };
  await vi.waitFor(() =>
    expect(saved(asked)).toEqual([
      first,
      { ...first, clipboard_secs: 300 },
      { ...first, clipboard_secs: 300, theme: 'dark' },
    ]),
  );
  expect(document.documentElement.dataset.theme).toBe('dark');
});

it('offers a value that was set elsewhere', async () => {
  await started({ refresh_margin_secs: 77 });
  expect(screen.getByTestId<HTMLSelectElement>('settings-margin').value).toBe('77');
  expect(screen.getByText('77 seconds')).toBeTruthy();
});

it('asks what an idle window locks only where it locks', async () => {
  const person = userEvent.setup();
  const asked = await started({ lock_after_minutes: 0 });
  expect(screen.queryByTestId('settings-idle-locks')).toBeNull();
  await person.selectOptions(screen.getByTestId('settings-lock'), '15');
  await person.selectOptions(await screen.findByTestId('settings-idle-locks'), 'everything');
  await vi.waitFor(() =>
    expect(saved(asked).at(-1)).toMatchObject({ lock_after_minutes: 15, idle_locks: 'everything' }),
  );
  expect(screen.getByText(/The command line gets no tokens/)).toBeTruthy();
});

it('shows why a change was not saved', async () => {
  const person = userEvent.setup();
  await started();
  answering({
    save_settings: () => {
      throw refusal('failed', 'The disk is full');
    },
  });
  await person.click(screen.getByTestId('settings-background'));
  expect((await screen.findByTestId('problem')).textContent).toContain('The disk is full');
});

it('sets a passphrase only where it was typed twice the same', async () => {
  const person = userEvent.setup();
  const asked = await started();
  await person.click(screen.getByTestId('vault-set-passphrase'));
  await person.type(screen.getByTestId('vault-passphrase'), 'four dull words');
  await person.type(screen.getByTestId('vault-passphrase-again'), 'four dull word');
  expect(screen.getByText('The passphrases do not match.')).toBeTruthy();
  expect(screen.getByTestId<HTMLButtonElement>('unlock').disabled).toBe(true);
  await person.type(screen.getByTestId('vault-passphrase-again'), 's');
  await person.click(screen.getByTestId('unlock'));
  await vi.waitFor(() => expect(screen.queryByTestId('vault-passphrase')).toBeNull());
  expect(asked.at(-1)).toEqual({
    command: 'vault_set_passphrase',
    args: { passphrase: 'four dull words' },
  });
  expect(screen.getByTestId('vault-set-passphrase').textContent).toContain('Change passphrase');
});

it('removes the passphrase after a question', async () => {
  const person = userEvent.setup();
  const asked = await started({}, { passphrase_slot: true });
  await person.click(screen.getByTestId('vault-remove-passphrase'));
  expect(asked.some(({ command }) => command === 'vault_remove_passphrase')).toBe(false);
  await person.click(screen.getByRole('button', { name: 'Remove' }));
  await vi.waitFor(() => expect(screen.queryByTestId('vault-remove-passphrase')).toBeNull());
  expect(screen.queryByTestId('vault-remove-keyring')).toBeNull();
  expect(app.vault?.passphrase_slot).toBe(false);
});

it('adds the keyring to a vault with a passphrase alone', async () => {
  const person = userEvent.setup();
  await started({}, { passphrase_slot: true, keyring_slot: false });
  expect(screen.getByText('System keyring, not set')).toBeTruthy();
  // The last way in stays.
  expect(screen.queryByTestId('vault-remove-passphrase')).toBeNull();
  await person.click(screen.getByTestId('vault-set-keyring'));
  expect(await screen.findByTestId('vault-remove-keyring')).toBeTruthy();
});

it('locks, and offers to unlock where it is locked', async () => {
  const person = userEvent.setup();
  await started();
  await person.click(screen.getByTestId('vault-lock'));
  await vi.waitFor(() => expect(vault.asked).toBe(true));
  expect(await screen.findByTestId('vault-unlock')).toBeTruthy();
  expect(screen.queryByTestId('vault-lock')).toBeNull();
});

it('has nothing to set for a vault that is not there yet', async () => {
  await started({}, { state: 'new' });
  expect(screen.getByText(/No vault yet/)).toBeTruthy();
  expect(screen.queryByTestId('vault-set-passphrase')).toBeNull();
});

it('warns where everything is in memory only', async () => {
  await started({}, { memory_only: true });
  expect(screen.getByTestId('memory-only-note').textContent).toContain('lost when Tokenry closes');
  expect(screen.queryByTestId('vault-lock')).toBeNull();
});
