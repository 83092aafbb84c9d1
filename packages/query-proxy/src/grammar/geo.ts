import { isObject } from '../json-object.ts'
import { fieldKeyed, forgiving, members, oneOrMany, refused } from './combine.ts'
import { common } from './full-text.ts'
import { data, options, scalars } from './leaves.ts'
import type { Members, Parse } from './tree.ts'

/** `"51.5,-0.1"`, a geohash, `[-0.1, 51.5]`, `{"lat": 51.5, "lon": -0.1}` or a GeoJSON point; or a list of these. */
export const point: Parse = (value, path, scope) =>
  isObject(value) ? pointObject(value, path, scope) : pointList(value, path, scope)

const pointObject = members(options('lat lon x y geohash type coordinates'))
const pointList: Parse = oneOrMany((value, path, scope) =>
  isObject(value) ? pointObject(value, path, scope) : scalars(value, path, scope),
)

/** `{"top_left": …, "bottom_right": …}` and its other forms. */
export const box: Parse = members({
  ...options('top left bottom right wkt'),
  top_left: point,
  bottom_right: point,
  top_right: point,
  bottom_left: point,
})

const geo: Members = { ...common, ...options('validation_method ignore_unmapped distance distance_type unit type') }

const shape = forgiving(
  fieldKeyed(members({ ...options('relation strategy'), shape: data, indexed_shape: refused('indexed-shape') }), {
    ...common,
    ...options('ignore_unmapped'),
  }),
)

/** Clauses about places. */
export const geoClauses: Members = {
  geo_bounding_box: forgiving(fieldKeyed(box, geo)),
  geo_distance: forgiving(fieldKeyed(point, geo)),
  geo_polygon: forgiving(fieldKeyed(members({ points: point }), geo)),
  geo_shape: shape,
  xy_shape: shape,
}
