import { describe, expect, it, vi } from 'vitest';
import { ipc, onVaultNeeded } from '.';
import { problemFrom, remedyFor } from './errors';
import { answering, refusal } from './mock/testing';

describe('a command that needs the vault', () => {
  it('is given again once the person has opened it', async () => {
    let open = false;
    const asked = answering({
      list_tokens: () => {
        if (!open) throw refusal('vault_locked');
        return [];
      },
    });
    const ask = vi.fn(() => {
      open = true;
      return Promise.resolve(true);
    });
    onVaultNeeded(ask);

    await expect(ipc.listTokens()).resolves.toEqual([]);

    expect(ask).toHaveBeenCalledExactlyOnceWith(refusal('vault_locked'));
    expect(asked).toHaveLength(2);
  });

  it('fails as it did where the person would not', async () => {
    const asked = answering({
      start_login: () => {
        throw refusal('vault_locked', 'There is no keyring');
      },
    });
    const ask = vi.fn(() => Promise.resolve(false));
    onVaultNeeded(ask);

    await expect(ipc.startLogin({} as never)).rejects.toMatchObject({
      message: 'There is no keyring',
    });

    expect(ask).toHaveBeenCalledExactlyOnceWith(refusal('vault_locked', 'There is no keyring'));
    expect(asked).toHaveLength(1);
  });

  it('does not ask for the vault to open the vault', async () => {
    answering({
      vault_unlock: () => {
        throw refusal('vault_locked', 'Wrong passphrase');
      },
    });
    const ask = vi.fn(() => Promise.resolve(true));
    onVaultNeeded(ask);

    await expect(ipc.vaultUnlock({ with: 'keyring' })).rejects.toMatchObject({
      message: 'Wrong passphrase',
    });
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('a problem', () => {
  it('is what the program said, or a fault of ours', () => {
    const said = refusal('login_needed', 'Log in again', '{"error":"invalid_grant"}');
    expect(problemFrom(said)).toBe(said);
    expect(remedyFor(problemFrom(said))).toBe('log_in');
    expect(problemFrom(new Error('boom'))).toMatchObject({ code: 'failed', message: 'boom' });
  });
});
