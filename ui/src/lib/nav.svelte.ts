// Where the person is. Every subject may send them anywhere without knowing the other subject.

import { recall, remember } from './memory';
import { opened } from './recent';

export const sections = ['tokens', 'requests', 'history', 'servers', 'settings'] as const;
export type Section = (typeof sections)[number];

export type TokenPlace =
  | { at: 'none' }
  | { at: 'token'; id: string }
  | { at: 'login'; id: string }
  | {
      at: 'new';
      how: 'login' | 'paste';
      clientId?: string;
      paste?: Pasting;
      /** The token to log in again for. */
      renewId?: string;
      /** With other scopes than it had. */
      scopes?: string[];
      /** As somebody else than the browser is logged in as. */
      another?: boolean;
    };

/** For which server a token is pasted, and what follows when it is stored. */
export interface Pasting {
  serverId: string;
  then: (tokenId: string) => void;
}

export type ServerPlace =
  | { at: 'none' }
  | { at: 'server'; id: string }
  | { at: 'edit'; id: string }
  | { at: 'client'; serverId: string; id?: string }
  | { at: 'register'; id: string }
  | { at: 'registration'; serverId: string; id: string }
  | { at: 'connect'; address?: string };

interface Place {
  section: Section;
  token: TokenPlace;
  server: ServerPlace;
}

class Nav {
  section = $state<Section>('tokens');
  token = $state.raw<TokenPlace>({ at: 'none' });
  server = $state.raw<ServerPlace>({ at: 'none' });
  exchange = $state<string | null>(null);
  /** A request that is to be begun. */
  request = $state.raw<{ tokenId: string; url: string } | null>(null);
  palette = $state(false);

  constructor() {
    const last = recall<Partial<Place>>('place', {});
    if (last.section && sections.includes(last.section)) this.section = last.section;
    if (last.token?.at === 'token') this.token = last.token;
    if (last.server?.at === 'server') this.server = last.server;
  }

  go(section: Section): void {
    this.section = section;
    this.#keep();
  }

  toToken(place: TokenPlace): void {
    if (place.at === 'token') opened(place.id);
    this.token = place;
    this.go('tokens');
  }

  toServer(place: ServerPlace): void {
    if (place.at === 'server') opened(place.id);
    this.server = place;
    this.go('servers');
  }

  /** A new request with this token. */
  toRequest(tokenId: string, url = ''): void {
    this.request = { tokenId, url };
    this.go('requests');
  }

  toExchange(id: string): void {
    this.exchange = id;
    this.go('history');
  }

  #keep(): void {
    remember('place', { section: this.section, token: this.token, server: this.server });
  }
}

export const nav = new Nav();
