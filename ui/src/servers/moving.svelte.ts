// Editing a server: where that would send its secrets to another origin, the person is asked first.

import { ipc, type MoveView, type ServerForm, type ServerWithForm } from '../lib/ipc';

class Moving {
  /** The pending question. */
  asked = $state.raw<MoveView | null>(null);
  #answer: (agreed: boolean) => void = () => {};

  /** The server as it was stored; nothing where the person does not want it. */
  async edit(id: string, form: ServerForm): Promise<ServerWithForm | undefined> {
    const move = await ipc.serverMove(id, form);
    if (move === null) return ipc.editServer(id, form);
    const agreed = await new Promise<boolean>((answer) => {
      this.#answer(false);
      this.#answer = answer;
      this.asked = move;
    });
    return agreed ? ipc.moveServer(id, form, move.origins) : undefined;
  }

  answer(agreed: boolean): void {
    this.asked = null;
    this.#answer(agreed);
  }
}

export const moving = new Moving();
