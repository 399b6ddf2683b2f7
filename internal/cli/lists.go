package cli

import (
	"encoding"
	"encoding/json"
	"reflect"
)

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// withLists returns a copy of v whose lists and maps are empty where those of v are nil:
// readers of a document find [] and {}, never null. What writes its own JSON stays as it
// is.
func withLists(v reflect.Value) reflect.Value {
	if !v.IsValid() || v.Type().Implements(jsonMarshaler) || v.Type().Implements(textMarshaler) {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(withLists(v.Elem()))
		}
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(withLists(v.Elem()))
		}
	case reflect.Struct:
		fieldsWithLists(out)
	case reflect.Slice:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(withLists(v.Index(i)))
		}
	case reflect.Map:
		out.Set(reflect.MakeMap(v.Type()))
		for _, key := range v.MapKeys() {
			out.SetMapIndex(key, withLists(v.MapIndex(key)))
		}
	}
	return out
}

// fieldsWithLists does the same to the fields of a struct, in place. The fields of an
// embedded type can be set even if its name is not exported.
func fieldsWithLists(v reflect.Value) {
	for i := range v.NumField() {
		switch field := v.Field(i); {
		case field.CanSet():
			field.Set(withLists(field))
		case v.Type().Field(i).Anonymous && field.Kind() == reflect.Struct:
			fieldsWithLists(field)
		}
	}
}
