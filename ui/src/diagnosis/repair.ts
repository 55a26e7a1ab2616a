// Labels for the button of each repair.

import type { RepairView } from '../lib/ipc';

/** The step after a repair: send the request again, or test the token again. */
export type Again = 'send' | 'check';

/** A repair that a button can do. */
export type ActionableRepair = Exclude<RepairView, { type: 'by_hand' } | { type: 'open_page' }>;

/** `null`: nothing to click. */
export function labelOf(repair: RepairView, again: Again): string | null {
  const then = again === 'send' ? 'send again' : 'test again';
  switch (repair.type) {
    case 'refresh':
      return `Refresh and ${then}`;
    case 'log_in':
      return `Log in and ${then}`;
    case 'obtain':
      return 'Get new token';
    case 'new_login':
      return again === 'send' ? `Log in and ${then}` : 'Log in';
    case 'pick_token':
      return again === 'send' ? `Send with ${repair.name}` : `Open ${repair.name}`;
    case 'paste_token':
      return again === 'send' ? `Paste token and ${then}` : 'Paste token';
    case 'place':
      return `Always send as ${placeOf(repair.placement)}`;
    case 'add_header':
      return `Add ${repair.name} and ${then}`;
    case 'send_there':
      return 'Send to the new URL';
    case 'add_server':
      return 'Add server';
    case 'edit_client':
      return 'Edit client';
    case 'by_hand':
    case 'open_page':
      return null;
  }
}

function placeOf(placement: Extract<RepairView, { type: 'place' }>['placement']): string {
  switch (placement.in) {
    case 'header':
      return `header ${`${placement.name} ${placement.prefix}`.trim()}`;
    case 'query':
      return `parameter ${placement.name}`;
    case 'body':
      return `form field ${placement.name}`;
  }
}
