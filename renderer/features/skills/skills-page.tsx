import { useRoute } from '../../state/use-app.ts';
import { SkillListPage } from './skill-list-page.tsx';
import { SkillPage } from './skill-page.tsx';
import { SoupPage } from './soup-page.tsx';

/** `skills`, `skills/SKILL`, `skills/soup/SOUP`. */
export function SkillsPage() {
  const [first, second] = useRoute().parts;
  if (first === 'soup' && second !== undefined) return <SoupPage key={second} soup={second} />;
  if (first !== undefined) return <SkillPage key={first} skill={first} />;
  return <SkillListPage />;
}
