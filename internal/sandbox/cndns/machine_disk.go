package cndns

import (
	"slices"
	"time"
)

// machineDisk finds the disk that extid names. Whether that is Extid or ext2 of the detail
// the document leaves open: both are taken.
func (r *request) machineDisk() (*Machine, *MachineDisk, error) {
	machine, err := r.openMachine()
	if err != nil {
		return nil, nil, err
	}
	disk, err := machine.disk(r.get("extid"))
	return machine, disk, err
}

func (m *Machine) disk(id string) (*MachineDisk, error) {
	at := slices.IndexFunc(m.Disks, func(d MachineDisk) bool { return d.ID == id || d.Volume == id })
	if err := objections(
		objection{id == "", "磁盘 ID 不能为空"},
		objection{at < 0, "磁盘不存在"},
	); err != nil {
		return nil, err
	}
	return &m.Disks[at], nil
}

func backupDisk(r *request) (any, error) {
	return r.changeDisk("磁盘已有备份", func(d *MachineDisk) bool {
		old := d.Backup
		d.Backup = r.now
		return old.IsZero()
	})
}

func deleteDiskBackup(r *request) (any, error) {
	return r.changeDisk("磁盘没有备份", func(d *MachineDisk) bool {
		old := d.Backup
		d.Backup = time.Time{}
		return !old.IsZero()
	})
}

func restoreDiskBackup(r *request) (any, error) {
	return r.changeDisk("磁盘没有备份", func(d *MachineDisk) bool { return !d.Backup.IsZero() })
}

func mountDisk(r *request) (any, error) {
	return r.changeDisk("磁盘已挂载", func(d *MachineDisk) bool {
		old := d.Mounted
		d.Mounted = true
		return !old
	})
}

func unmountDisk(r *request) (any, error) {
	return r.changeDisk("磁盘未挂载或是系统盘,无法卸载", func(d *MachineDisk) bool {
		old := d.Mounted
		d.Mounted = d.System
		return old && !d.System
	})
}

// changeDisk changes a disk, or refuses with words and leaves it as it was.
func (r *request) changeDisk(words string, change func(*MachineDisk) bool) (any, error) {
	machine, disk, err := r.machineDisk()
	if err != nil {
		return nil, err
	}
	before := *disk
	if !change(disk) {
		*disk = before
		return nil, refusal{text: words}
	}
	return machine.done()
}
