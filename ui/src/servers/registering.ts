// A registration before anything was chosen.

import type { RegistrationForm } from '../lib/ipc';

export function emptyOrder(serverId: string): RegistrationForm {
  return {
    server_id: serverId,
    name: '',
    redirect_uris: [],
    scopes: [],
    auth: null,
    website: '',
    initial_token: '',
  };
}
