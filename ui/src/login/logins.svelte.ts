// All logins that run or have just ended. They run on whatever the person looks at meanwhile.

import { ipc, type LoginForm, type LoginView, type RepeatForm, type TokenView } from '../lib/ipc';

class Logins {
  all = $state.raw<LoginView[]>([]);
  /** A link came that no login waits for, and the person has not been told. */
  strayed = $state(false);
  #then = new Map<string, (tokenId: string) => void>();

  async load(): Promise<void> {
    this.all = await ipc.listLogins();
  }

  async lookForStray(): Promise<void> {
    if (await ipc.takeStrayLink()) this.strayed = true;
  }

  byId(id: string): LoginView | undefined {
    return this.all.find((login) => login.id === id);
  }

  /** Still under way. */
  get running(): LoginView[] {
    return this.all.filter(isRunning);
  }

  /** Starts a login; `then` is called with the token where it succeeds. */
  async start(form: LoginForm, then?: (tokenId: string) => void): Promise<LoginView> {
    return this.#begun(await ipc.startLogin(form), then);
  }

  /** The same on another device. */
  async startOnDevice(form: LoginForm, then?: (tokenId: string) => void): Promise<LoginView> {
    return this.#begun(await ipc.startDeviceLogin(form), then);
  }

  /** The same login once more: for the same token, with the same scopes. */
  async repeat(login: LoginView, form: RepeatForm): Promise<LoginView> {
    const then = this.#then.get(login.id);
    const next = this.#begun(await ipc.repeatLogin(login.id, form), then);
    this.dismiss(login.id);
    return next;
  }

  #begun(login: LoginView, then?: (tokenId: string) => void): LoginView {
    if (then) this.#then.set(login.id, then);
    this.changed(this.byId(login.id) ?? login);
    return login;
  }

  changed(login: LoginView): void {
    const known = this.all.some((one) => one.id === login.id);
    this.all = known
      ? this.all.map((one) => (one.id === login.id ? login : one))
      : [login, ...this.all];
    if (login.phase.type === 'done') {
      const then = this.#then.get(login.id);
      this.#then.delete(login.id);
      then?.(login.phase.token_id);
    }
  }

  /** Takes an ended login off the list. */
  dismiss(id: string): void {
    this.all = this.all.filter((login) => login.id !== id);
  }
}

export const logins = new Logins();

export function isRunning(login: LoginView): boolean {
  return login.phase.type === 'waiting_for_person' || login.phase.type === 'exchanging';
}

/** A login with the client's own settings. */
export function plainLogin(clientId: string): LoginForm {
  return {
    client_id: clientId,
    token_name: '',
    scopes: null,
    params: [],
    renew_token_id: null,
    paste_only: false,
    redirect_uri: '',
    open_browser: true,
    implicit: false,
  };
}

/** A login for a token that exists, the same way as before: it keeps its name, its scopes and its
 *  requests. */
export function renewing(token: TokenView, clientId: string): LoginForm {
  return {
    ...plainLogin(clientId),
    scopes: token.scopes_requested,
    renew_token_id: token.id,
    implicit: token.grant === 'implicit',
  };
}
