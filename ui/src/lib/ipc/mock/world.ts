// What is in the mock: servers, clients, tokens, requests and a history.

import type {
  AppView,
  ClientWithForm,
  ExchangeView,
  LoginView,
  RequestView,
  ServerWithForm,
  TokenView,
} from '../bindings';
import { copy, fixtures } from './fixtures';
import { client, exchange, request, server, token } from './things';

export interface World {
  app: AppView;
  servers: ServerWithForm[];
  tokens: TokenView[];
  collections: { id: string; name: string }[];
  requests: RequestView[];
  exchanges: ExchangeView[];
  logins: LoginView[];
}

export function worldOf(name: string): World {
  if (name === 'empty') return empty();
  return name === 'many' ? many() : few();
}

function empty(): World {
  return {
    app: copy(fixtures.given.new),
    servers: [],
    tokens: [],
    collections: [],
    requests: [],
    exchanges: [],
    logins: [],
  };
}

function few(): World {
  const photos = copy(fixtures.profiles.photos);
  const firefly = server('Firefly III', 'https://money.example.net', '');
  const social = server('GoToSocial', 'https://social.example.com', '');
  social.clients = [client(social, 'Tokenry')];
  const [main] = photos.clients as [ClientWithForm];
  const minute = 60_000;
  const tokens = [
    token('alice@photos', photos, main, 43 * minute + 12_000, 60 * minute),
    token('bot@billing', photos, photos.clients[1], 6 * 24 * 60 * minute, 7 * 24 * 60 * minute),
    copy(fixtures.tokens.expired),
    token('carol@photos', photos, main, 41_000, 60 * minute),
    {
      ...token('alice@social', social, social.clients[0], null, 0),
      account: '@alice@social.example.com',
    },
    { ...token('pat@firefly', firefly, undefined, null, 0), account: null },
    copy(fixtures.tokens.login_needed),
  ];
  photos.tokens = 5;
  social.tokens = 1;
  firefly.tokens = 1;
  const base = empty();
  return {
    ...base,
    app: copy(fixtures.given.open),
    servers: [photos, firefly, social],
    tokens,
    collections: [
      { id: 'c1', name: 'Photos' },
      { id: 'c2', name: 'Billing' },
    ],
    requests: [
      request('me', 'GET', 'c1'),
      request('upload', 'POST', 'c1'),
      request('delete album', 'DELETE', 'c1'),
      request('invoices of this month', 'GET', 'c2'),
      request('health', 'GET', null),
    ],
    exchanges: [
      exchange('GET', '/api/v1/me', 200, 84),
      exchange('POST', '/api/v1/photos?album=7', 401, 132),
      exchange('GET', '/api/v1/albums?per_page=50&sort=-created', 200, 1240),
      exchange('DELETE', '/api/v1/albums/12', 204, 61),
      exchange('GET', '/api/v1/slow', null, 0),
    ],
  };
}

function many(): World {
  const world = few();
  const servers = Array.from({ length: 40 }, (_, i) => {
    const one = server(
      `Tenant ${i + 1}`,
      `https://tenant-${i + 1}.api.example.org`,
      `https://id-${i + 1}.example.org`,
    );
    one.clients = [client(one, 'Tokenry')];
    one.tokens = 25;
    return one;
  });
  const tokens = servers.flatMap((one) =>
    Array.from({ length: 25 }, (_, i) =>
      token(
        i === 3
          ? 'a-very-long-service-account-name-that-somebody-really-has@corporate-identity.example.org'
          : `user-${i + 1}@${one.form.name.toLowerCase().replace(' ', '-')}`,
        one,
        one.clients[0],
        (i - 2) * 900_000 + 5000,
        3_600_000 * 7,
      ),
    ),
  );
  return {
    ...world,
    servers,
    tokens,
    collections: Array.from({ length: 20 }, (_, i) => ({ id: `c${i}`, name: `Collection ${i}` })),
    requests: Array.from({ length: 1000 }, (_, i) =>
      request(`request number ${i}`, ['GET', 'POST', 'PATCH'][i % 3] ?? 'GET', `c${i % 20}`),
    ),
    exchanges: Array.from({ length: 400 }, (_, i) =>
      exchange(
        'GET',
        `/api/v1/items/${i}?expand=everything&page=${i}`,
        i % 7 ? 200 : 503,
        40 + i,
        i,
      ),
    ),
  };
}
