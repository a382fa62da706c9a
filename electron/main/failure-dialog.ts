import type { App, Dialog } from 'electron';
import type { Failure } from './host-process.ts';
import type { Texts } from './texts.ts';

/** Says why the home could not be opened: once at a time, since the page goes on asking for it. */
export function failureDialog({
  app,
  dialog,
  texts,
}: {
  readonly app: Pick<App, 'quit'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly texts: () => Texts;
}): (failure: Failure) => void {
  let shown = false;
  return ({ code, message, hint }) => {
    if (shown) return;
    shown = true;
    const { title, again, quit } = texts().failed;
    const detail = [message, hint, `[${code}]`].filter((text) => text !== undefined).join('\n\n');
    void dialog
      .showMessageBox({ type: 'error', message: title, detail, buttons: [again, quit], defaultId: 0, cancelId: 0 })
      .then(({ response }) => {
        shown = false;
        if (response === 1) app.quit();
      });
  };
}
