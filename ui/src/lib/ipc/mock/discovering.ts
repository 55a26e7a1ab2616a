// What the mock finds at an address: nothing where it is `plain`.

import { text, type Answer } from './finding';
import { copy, fixtures } from './fixtures';

export const discovering: Record<string, Answer> = {
  discover_server: (_, { address }) => {
    const base = text(address);
    const { found, not_found } = fixtures.setting_up;
    return base.includes('plain')
      ? copy(not_found, { 'https://id.example.org': base })
      : copy(found, {
          'https://api.photos.example.org': base,
          'https://id.example.org': base,
          Photos: new URL(base).host.split('.').at(-2) ?? base,
        });
  },
};
