/** Everything that main says, in one language. */
export interface Texts {
  readonly menu: {
    readonly file: string;
    readonly newWindow: string;
    readonly newChat: string;
    readonly addManual: string;
    readonly settings: string;
    readonly help: string;
    readonly welcome: string;
  };
  readonly files: Readonly<Record<'manual' | 'recipe' | 'data' | 'model' | 'backup' | 'any', string>>;
  readonly closing: {
    readonly message: (titles: readonly string[]) => string;
    readonly detail: string;
    readonly keepGoing: string;
    readonly stop: string;
    readonly stay: string;
  };
  readonly finished: { readonly title: string; readonly body: string };
  readonly failed: { readonly title: string; readonly again: string; readonly quit: string };
}

export type Language = 'en' | 'de' | 'zh';

/** The first of the system's languages that is spoken here; English when none is. */
export function languageOf(chosen: Language | 'system', system: readonly string[]): Language {
  if (chosen !== 'system') return chosen;
  const spoken = system.map((tag) => tag.toLowerCase().split(/[-_]/)[0]);
  return spoken.find((tag): tag is Language => tag !== undefined && Object.hasOwn(texts, tag)) ?? 'en';
}

export const texts: Readonly<Record<Language, Texts>> = {
  en: {
    menu: {
      file: 'File',
      newWindow: 'New Window',
      newChat: 'New Chat',
      addManual: 'Add a Manual…',
      settings: 'Settings…',
      help: 'Help',
      welcome: 'First Steps',
    },
    files: {
      manual: 'Manuals',
      recipe: 'Recipes',
      data: 'Training data',
      model: 'Models',
      backup: 'Backups',
      any: 'All files',
    },
    closing: {
      message: (titles) =>
        titles.length === 1
          ? `“${titles[0]}” is still under way`
          : `${titles.length} pieces of work are still under way`,
      detail:
        'In the background it goes on without a window: start Stockpot again to see it. Stopped, it keeps its last checkpoint and goes on from there at the next start.',
      keepGoing: 'Keep going in the background',
      stop: 'Stop at the checkpoint',
      stay: 'Cancel',
    },
    finished: { title: 'Stockpot has finished', body: 'The work in the background is done.' },
    failed: { title: 'Stockpot could not open its home', again: 'Try again', quit: 'Quit' },
  },
  de: {
    menu: {
      file: 'Datei',
      newWindow: 'Neues Fenster',
      newChat: 'Neuer Chat',
      addManual: 'Handbuch hinzufügen …',
      settings: 'Einstellungen …',
      help: 'Hilfe',
      welcome: 'Erste Schritte',
    },
    files: {
      manual: 'Handbücher',
      recipe: 'Rezepte',
      data: 'Trainingsdaten',
      model: 'Modelle',
      backup: 'Sicherungen',
      any: 'Alle Dateien',
    },
    closing: {
      message: (titles) =>
        titles.length === 1 ? `„${titles[0]}“ läuft noch` : `${titles.length} Arbeiten laufen noch`,
      detail:
        'Im Hintergrund geht es ohne Fenster weiter: Stockpot noch einmal starten, um es zu sehen. Angehalten bleibt der letzte Zwischenstand, und beim nächsten Start geht es von dort weiter.',
      keepGoing: 'Im Hintergrund weitermachen',
      stop: 'Am Zwischenstand anhalten',
      stay: 'Abbrechen',
    },
    finished: { title: 'Stockpot ist fertig', body: 'Die Arbeit im Hintergrund ist getan.' },
    failed: { title: 'Stockpot konnte seinen Ordner nicht öffnen', again: 'Noch einmal', quit: 'Beenden' },
  },
  zh: {
    menu: {
      file: '文件',
      newWindow: '新建窗口',
      newChat: '新建对话',
      addManual: '添加手册…',
      settings: '设置…',
      help: '帮助',
      welcome: '入门',
    },
    files: { manual: '手册', recipe: '配方', data: '训练数据', model: '模型', backup: '备份', any: '所有文件' },
    closing: {
      message: (titles) => (titles.length === 1 ? `“${titles[0]}”仍在进行` : `仍有 ${titles.length} 项工作在进行`),
      detail:
        '在后台，它会在没有窗口的情况下继续：再次启动 Stockpot 即可查看。若停止，则保留最近的检查点，下次启动时从那里继续。',
      keepGoing: '在后台继续',
      stop: '停在检查点',
      stay: '取消',
    },
    finished: { title: 'Stockpot 已完成', body: '后台工作已完成。' },
    failed: { title: 'Stockpot 无法打开其数据文件夹', again: '重试', quit: '退出' },
  },
};
