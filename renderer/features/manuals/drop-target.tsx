import { FileDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useRoute } from '../../state/use-app.ts';
import styles from './drop-target.module.css';
import { isManualFile } from './imports.ts';
import { useImports } from './use-manuals.ts';

/** Manuals may be dropped anywhere on the window; a drop that a page takes for itself is left to it. */
export function DropTarget() {
  const { t } = useTranslation('manuals');
  const app = useApp();
  const imports = useImports();
  const { feature, parts } = useRoute();
  const onSkills = feature === 'skills' && parts.length === 0;
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      depth.current = 0;
      setOver(false);
      if (!carriesFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      const manuals = files.filter(({ name }) => isManualFile(name));
      if (manuals.length < files.length)
        app.toasts.show({ tone: 'bad', text: t('drop.notManuals'), hint: t('drop.types') });
      if (manuals.length === 0) return;
      imports.add(
        manuals.map((file) => ({ name: file.name, path: (onProgress) => app.files.pathOf(file, onProgress) })),
      );
      app.navigation.go('manuals');
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, [app, imports, t]);
  if (!over) return null;
  return (
    <div className={styles.cover}>
      <div className={styles.sheet}>
        <FileDown size={32} strokeWidth={1.5} aria-hidden />
        <p className={styles.title}>{t('drop.here')}</p>
        <p>{t('drop.types')}</p>
        {onSkills && <p>{t('drop.skill')}</p>}
      </div>
    </div>
  );
}
