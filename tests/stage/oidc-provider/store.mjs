// Where the provider keeps its sessions, grants and tokens: a map in this process, nothing evicted
// before it expires (the adapter that comes with oidc-provider forgets after a thousand entries).

const HELD_BY_A_GRANT = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']);

export function createStore() {
  const rows = new Map();

  class Adapter {
    constructor(model) {
      this.model = model;
    }

    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : Infinity;
      rows.set(`${this.model}:${id}`, { model: this.model, payload, expiresAt });
    }

    async find(id) {
      const key = `${this.model}:${id}`;
      const row = rows.get(key);
      if (row && row.expiresAt <= Date.now()) {
        rows.delete(key);
        return undefined;
      }
      return row?.payload;
    }

    async findByUid(uid) {
      return this.#findBy('uid', uid);
    }

    async findByUserCode(userCode) {
      return this.#findBy('userCode', userCode);
    }

    async destroy(id) {
      rows.delete(`${this.model}:${id}`);
    }

    async consume(id) {
      rows.get(`${this.model}:${id}`).payload.consumed = Math.floor(Date.now() / 1000);
    }

    async revokeByGrantId(grantId) {
      forget(({ model, payload }) => HELD_BY_A_GRANT.has(model) && payload.grantId === grantId);
    }

    #findBy(member, value) {
      for (const { model, payload } of rows.values()) {
        if (model === this.model && payload[member] === value) return payload;
      }
      return undefined;
    }
  }

  function forget(matches) {
    for (const [key, row] of rows) if (matches(row)) rows.delete(key);
  }

  return {
    Adapter,
    /** JWT access tokens are not kept; those issued up to this moment (ms) are void. */
    jwtsVoidUntil: 0,
    /** What a user does who presses "log out everywhere" but leaves the app's grant alone. */
    revokeAccessTokens() {
      forget(({ model }) => model === 'AccessToken' || model === 'ClientCredentials');
      this.jwtsVoidUntil = Date.now();
    },
    /** What a user does who removes the app: nothing issued so far works any more. */
    revokeEverything() {
      forget(({ model }) => model !== 'Client' && model !== 'RegistrationAccessToken');
      this.jwtsVoidUntil = Date.now();
    },
  };
}
