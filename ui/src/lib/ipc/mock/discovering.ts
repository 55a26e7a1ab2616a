// What the mock finds at an address: nothing where it is `plain`.

import { text, type Answer } from './finding';
import * as make from './things';

export const discovering: Record<string, Answer> = {
  discover_server: (_, { address }) => {
    const base = text(address);
    const found = !base.includes('plain');
    const form = make.server(
      new URL(base).host.split('.').at(-2) ?? base,
      base,
      found ? base : '',
    ).form;
    const paths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
    return {
      found,
      remarks: found
        ? ['The token endpoint is on another host: tokens.example.org.']
        : [
            `${base}${paths[0]}: The metadata speaks for https://other.example instead of ${base}. If that is the server you mean, type its address.`,
          ],
      destinations: [],
      choices: found
        ? []
        : [
            {
              about: `The metadata at ${base}${paths[0]} speaks for https://other.example, not for the address where it was found.`,
              warnings: [
                'Codes, client secrets and refresh tokens go to https://login.other.example.',
              ],
              form: {
                ...form,
                issuer: 'https://other.example',
                authorize_url: 'https://login.other.example/authorize',
                token_url: 'https://login.other.example/token',
                accepted: ['Metadata of https://other.example.'],
              },
            },
          ],
      recognised: null,
      form: found ? form : { ...form, authorize_url: '', token_url: '' },
      transcript: make.looks(
        paths.map((path) => base + path),
        found,
      ),
    };
  },
};
