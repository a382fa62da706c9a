import { expect, test, vi } from 'vitest';
import { setupClosing } from '../../electron/main/closing.ts';
import { texts } from '../../electron/main/texts.ts';
import { FakeApp, FakeWindow } from './fake-electron.ts';

const KEEP_GOING = 0;
const STOP = 1;
const STAY = 2;

test('without work a window just closes, and the program ends after the host has', async () => {
  const { app, host, window, ended } = program();
  expect(window().close()).toBe(true);
  app.emit('window-all-closed');
  await ended();
  expect(host.closed).toBe(1);
});

test('while a build runs, closing the last window asks, and cancelling changes nothing', async () => {
  const { app, host, window, dialog, answer } = program(['Pump manual']);
  answer(STAY);
  expect(window().close()).toBe(false);
  await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce());
  const [, options] = dialog.showMessageBox.mock.lastCall as unknown as [
    unknown,
    { message: string; buttons: string[] },
  ];
  expect(options.message).toContain('Pump manual');
  expect(options.buttons).toEqual([texts.en.closing.keepGoing, texts.en.closing.stop, texts.en.closing.stay]);
  expect([window().destroyed, host.closed, app.quits]).toEqual([false, 0, []]);
});

test('kept going, it goes on without a window, and the program tells of its end and ends', async () => {
  const { app, host, window, answer, notify, closing, setBusy, ended } = program(['Pump manual']);
  answer(KEEP_GOING);
  window().close();
  await vi.waitFor(() => expect(window().destroyed).toBe(true));
  app.emit('window-all-closed');
  expect([host.closed, app.quits]).toEqual([0, []]);
  setBusy([]);
  closing.busyChanged([]);
  await ended();
  expect(notify).toHaveBeenCalledOnce();
  expect(host.closed).toBe(1);
});

test('stopped, the host closes at its checkpoint before the program ends', async () => {
  const { app, host, window, answer, ended } = program(['Pump manual']);
  answer(STOP);
  window().close();
  await vi.waitFor(() => expect(host.closed).toBe(1));
  expect(app.quits).toEqual([]);
  host.finish();
  await ended();
});

test('quitting asks as well, once however often it is asked for', async () => {
  const { app, dialog, answer, host } = program(['Pump manual']);
  answer(STAY);
  app.quit();
  app.quit();
  await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce());
  expect([host.closed, app.quits]).toEqual([0, []]);
});

test('with a second window open, the first one closes without a question', () => {
  const { addWindow, window, dialog } = program(['Pump manual']);
  addWindow();
  expect(window().close()).toBe(true);
  expect(dialog.showMessageBox).not.toHaveBeenCalled();
});

function program(titles: readonly string[] = []) {
  const app = new FakeApp();
  const all: FakeWindow[] = [];
  let busy = titles;
  let response = STAY;
  const closed = withResolvers();
  if (titles.length === 0) closed.resolve();
  const host = {
    closed: 0,
    get busy() {
      return busy;
    },
    close() {
      host.closed += 1;
      return closed.promise;
    },
    finish: closed.resolve,
  };
  const dialog = { showMessageBox: vi.fn(async () => ({ response, checkboxChecked: false })) };
  const notify = vi.fn();
  const closing = setupClosing({
    app: app as never,
    dialog: dialog as never,
    host,
    windows: () => all.filter(({ destroyed }) => !destroyed) as never,
    texts: () => texts.en,
    mac: false,
    notify,
  });
  const addWindow = () => {
    const window = new FakeWindow();
    all.push(window);
    closing.hold(window as never);
  };
  addWindow();
  return {
    app,
    host,
    dialog,
    notify,
    closing,
    addWindow,
    window: () => all[0]!,
    answer: (given: number) => {
      response = given;
    },
    setBusy: (given: readonly string[]) => {
      busy = given;
      closed.resolve();
    },
    ended: () => vi.waitFor(() => expect(app.quits).toHaveLength(1)),
  };
}

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
