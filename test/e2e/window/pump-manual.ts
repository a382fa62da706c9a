import { pagesPdf, textAt } from '../../fixtures/manual/pdf-writer.ts';

/** Text that would be more than text in a page that let it. */
export const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

/** Three pages; the second holds what is asked for, the third text that tries to be more. */
export function pumpManual(): Uint8Array {
  const first = ['Safety', 'Turn the pump off before you open the housing.', 'Wear gloves of class 3.'];
  const second = [
    'Maintenance',
    'Clean the filter every 40 hours of use. The seal ring has the part number 88-210.',
    'Store the pump at a temperature above 5 degrees. If the lamp stays dark, replace fuse F2.',
  ];
  const third = [
    'Errors',
    'Error E7 means that the pump runs dry: fill 12 litres of water into the tank.',
    `Error E9 is about heat: ${hostile}`,
  ];
  return pagesPdf(
    [first, second, third].map(([heading, ...lines]) => textAt(60, 720, [heading!], 20) + textAt(60, 690, lines, 11)),
  );
}
