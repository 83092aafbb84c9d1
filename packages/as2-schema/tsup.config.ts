import { library } from '@as/build/library'

export default library(['src/index.ts', 'src/json-schema.ts'])
